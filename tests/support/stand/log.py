"""The event log, read from S3 as docs/log-format.md says: no code of the platform."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import zstandard

BUCKET = "spice-log"
KEY = re.compile(r"log/gen=(\d+)/shard=([a-z]+-\d+)/(\d{20})\.seg")
FIRST_LINK = "0" * 64


@dataclass(frozen=True, slots=True)
class Segment:
    """One object of the log."""

    generation: int
    shard: str
    sequence: int
    header: dict[str, Any]
    lines: list[dict[str, Any]]
    sha256: str

    def command_ids(self) -> list[str]:
        """The ids of the outcomes' commands; left out where they are uuid5(batch, line)."""
        return [self._command_id(outcome) for outcome in self.header.get("outcomes", [])]

    def _command_id(self, outcome: dict[str, Any]) -> str:
        if "id" in outcome:
            return str(outcome["id"])
        request = self.header["requests"][outcome.get("request", 0)]
        return str(uuid5(UUID(request["batch"]), str(outcome["line"])))

    def request(self, outcome: dict[str, Any]) -> dict[str, Any]:
        """What an outcome's command shares with others."""
        return dict(self.header["requests"][outcome.get("request", 0)])


def read_log(s3: Any, bucket: str = BUCKET, *, known: dict[str, Segment] | None = None) -> list[Segment]:
    """Read every segment, shard by shard, oldest first; those that are `known` are not read again."""
    found = [(*_place(key), key) for key in _keys(s3, bucket)]
    kept = {} if known is None else known
    for generation, shard, sequence, key in sorted(found):
        if key not in kept:
            kept[key] = _segment(s3, bucket, generation, shard, sequence, key)
    return [kept[key] for *_, key in sorted(found)]


def _keys(s3: Any, bucket: str) -> Iterator[str]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="log/"):
        for entry in page.get("Contents", []):
            yield entry["Key"]


def _place(key: str) -> tuple[int, str, int]:
    match = KEY.fullmatch(key)
    assert match, f"{key} is no name of a segment"
    return int(match[1]), match[2], int(match[3])


def _segment(s3: Any, bucket: str, generation: int, shard: str, sequence: int, key: str) -> Segment:
    stored = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    text = zstandard.ZstdDecompressor().decompressobj().decompress(stored)
    header, *lines = [json.loads(line, parse_float=Decimal) for line in text.splitlines()]
    return Segment(generation, shard, sequence, header, lines, hashlib.sha256(stored).hexdigest())


@dataclass(slots=True)
class Life:
    """An instance as its events tell it."""

    class_id: str
    id: str
    version: int
    deleted: bool
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """An event with what its segment says of it."""

    shard: str
    database: str
    root: str
    line: dict[str, Any]
    command_id: str
    actor: str
    recorded_at: datetime
    state: str


@dataclass(slots=True)
class Story:
    """What the log tells when it is read from its beginning."""

    outcomes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Every outcome of a command, oldest first; PARKED is none that is final."""
    events: list[Told] = field(default_factory=list)
    lives: dict[tuple[str, str, str], Life] = field(default_factory=dict)
    """By database, root class and id."""

    def final(self, command_id: str) -> list[str]:
        """The states a command ended in."""
        return [each["state"] for each in self.outcomes.get(command_id, []) if each["state"] != "PARKED"]


def replay(segments: list[Segment]) -> Story:
    """Fold the log. AssertionError where chain, order, generations or versions are broken."""
    story = Story()
    previous: dict[str, Segment] = {}
    for segment in segments:
        _check_place(segment, previous.get(segment.shard))
        previous[segment.shard] = segment
        ids = segment.command_ids()
        for command_id, outcome in zip(ids, segment.header.get("outcomes", []), strict=True):
            told = {"state": "COMPLETED", **outcome, "request": segment.request(outcome)}
            story.outcomes.setdefault(command_id, []).append(told)
        for n, line in enumerate(segment.lines):
            _tell(story, segment, ids, n, line)
    return story


def _check_place(segment: Segment, before: Segment | None) -> None:
    name = f"gen {segment.generation} {segment.shard}/{segment.sequence}"
    header = segment.header
    last, link = (before.sequence, before.sha256) if before else (0, FIRST_LINK)
    assert segment.sequence == last + 1, f"{name} does not follow {last}"
    told = (header["generation"], header["shard"], header["sequence"])
    assert told == (segment.generation, segment.shard, segment.sequence), f"{name} names another place"
    assert header["prev_sha256"] == link, f"{name} breaks the chain"
    assert header["events"] == len(segment.lines), f"{name} counts its events wrongly"
    if before is not None:
        closed = "closes" in before.header
        assert segment.generation == before.generation + closed, f"{name} follows generation {before.generation}"
        times = [datetime.fromisoformat(each["recorded_at"]) for each in (before.header, header)]
        assert times[0] < times[1], f"{name} goes back in time"


def _tell(story: Story, segment: Segment, ids: list[str], n: int, line: dict[str, Any]) -> None:
    if "key" in line:
        return
    number = line.get("command", 0)
    outcome = segment.header["outcomes"][number]
    request = segment.request(outcome)
    database = segment.header["databases"][request["database"]]["uuid"]
    root = line.get("root", line["class"])
    told = Told(
        shard=segment.shard,
        database=database,
        root=root,
        line=line,
        command_id=ids[number],
        actor=request["actor"],
        recorded_at=datetime.fromisoformat(segment.header["recorded_at"]) + timedelta(microseconds=n),
        state=outcome.get("state", "COMPLETED"),
    )
    story.events.append(told)
    _fold(story.lives, (database, root, line["id"]), line)


def _fold(lives: dict[tuple[str, str, str], Life], key: tuple[str, str, str], line: dict[str, Any]) -> None:
    life = lives.get(key)
    assert line["version"] == (life.version if life else 0) + 1, f"{key}: version {line['version']} after {life}"
    match line["type"]:
        case "InstanceCreated":
            assert life is None or life.deleted, f"{key} is created twice"
            lives[key] = Life(line["class"], line["id"], line["version"], False, dict(line.get("data", {})))
        case "InstanceUpdated":
            assert life, f"{key} is updated before it is there"
            assert not life.deleted, f"{key} is updated but deleted"
            kept = {name: value for name, value in life.data.items() if name not in line.get("unset", [])}
            life.data, life.version = {**kept, **line.get("set", {})}, line["version"]
        case "InstanceDeleted":
            assert life, f"{key} is deleted before it is there"
            assert not life.deleted, f"{key} is deleted twice"
            life.deleted, life.version = True, line["version"]

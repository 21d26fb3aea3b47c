"""The proof from outside, over HTTP and from S3: nothing accepted is lost, done twice, or told differently anywhere."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from tests.support.stand.client import Client
from tests.support.stand.load import Poured
from tests.support.stand.log import Life, Story, Told, read_log, replay
from tests.support.stand.stand import Stand
from tests.support.stand.standstill import described

SETTLE_SECONDS = 150.0
PAUSE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """How much was looked at."""

    commands: int
    events: int
    instances: int
    segments: int


def prove(stand: Stand, poured: Poured) -> Proven:
    """Wait until nothing moves, then hold everything against everything else."""
    client = stand.admin()
    settle(stand)
    segments = read_log(stand.s3(), known=stand.segments)
    story = replay(segments)
    every_command_has_one_outcome(story, client, poured)
    events_are_told_once(story)
    for database in poured.databases:
        Database(client, database, story).prove()
    return Proven(
        commands=poured.commands, events=len(story.events), instances=len(story.lives), segments=len(segments)
    )


def settle(stand: Stand, *, seconds: float = SETTLE_SECONDS) -> None:
    """Wait until no command is on its way and every projection is at the end. AssertionError when that never comes."""
    client, until = stand.admin(), time.monotonic() + seconds
    while left := _unsettled(client):
        assert time.monotonic() < until, f"after {seconds} s there is still {left}\n{described(stand)}"
        time.sleep(PAUSE)


def _unsettled(client: Client) -> dict[str, Any]:
    waiting = client.insist("GET", "/admin/relay").data["waiting"]
    lags = {each["name"]: each["lag"] for each in client.insist("GET", "/admin/projections").data if each["lag"]}
    states = {state: client.insist("GET", f"/commands?state={state}&limit=3").data for state in ("PENDING", "RUNNING")}
    letters = [each for each in client.insist("GET", "/admin/dead-letters").data]
    found = {"outbox": waiting, "lags": lags, "letters": letters, **states}
    return {name: value for name, value in found.items() if value}


def every_command_has_one_outcome(story: Story, client: Client, poured: Poured) -> None:
    """Each accepted command ended once, in the log and in what clients are told."""
    for command_id in poured.singles:
        assert len(story.final(command_id)) == 1, f"{command_id} ended as {story.final(command_id)}"
        if command_id in poured.told:
            continue
        told = client.insist("GET", f"/commands/{command_id}")
        assert told.data["state"] == story.final(command_id)[0], f"{command_id} is told as {told}"
    lines = _outcomes_by_line(story)
    for batch, (database, numbers) in poured.batches.items():
        if batch in poured.told:
            continue
        ended = Counter(state for number in numbers for state in lines.get((batch, number), ["LOST"]))
        told = client.batch(database, batch)
        assert ended.total() == len(numbers), f"batch {batch}: {ended} for {len(numbers)} lines"
        assert ended == +Counter(COMPLETED=told["completed"], FAILED=told["failed"]), f"batch {batch}: {ended}, {told}"
    for command_id in story.outcomes:
        assert len(story.final(command_id)) == 1, f"{command_id} ended as {story.final(command_id)}"
    poured.told.update(poured.singles, poured.batches)


def _outcomes_by_line(story: Story) -> dict[tuple[str, int], list[str]]:
    lines: dict[tuple[str, int], list[str]] = {}
    for outcomes in story.outcomes.values():
        for outcome in outcomes:
            if "line" in outcome and outcome["state"] != "PARKED":
                lines.setdefault((outcome["request"]["batch"], outcome["line"]), []).append(outcome["state"])
    return lines


def events_are_told_once(story: Story) -> None:
    """A completed command changed something once or says that it changed nothing; a refused one changed nothing."""
    told = Counter(event.command_id for event in story.events)
    for command_id, outcomes in story.outcomes.items():
        last = outcomes[-1]
        if not last["type"].endswith("Instance"):
            continue
        changed = last["state"] == "COMPLETED" and (last.get("result") or {}).get("changed", True)
        assert told[command_id] == int(changed), f"{command_id}: {told[command_id]} events, {last}"
    assert set(told) <= set(story.outcomes)


class Database:
    """One database, as its parts tell it."""

    def __init__(self, client: Client, name: str, story: Story) -> None:
        self._client, self._name = client, name
        self._uuid = client.insist("GET", f"/database/{name}").data["id"]
        classes = client.insist("GET", f"/database/{name}/ontology").data
        self._classes = {each["id"]: each["name"] for each in classes}
        self._properties = {p["id"]: p["name"] for each in classes for p in (*each["properties"], *_related(each))}
        self._lives = {key: life for key, life in story.lives.items() if key[0] == self._uuid}
        self._events = [event for event in story.events if event.database == self._uuid]

    def prove(self) -> None:
        """Index, search, feed and figures tell what the log tells."""
        self._index()
        self._search()
        self._feed()
        self._figures()
        self._histories()

    def _index(self) -> None:
        for life in self._lives.values():
            path = f"/database/{self._name}/instances/{self._classes[life.class_id]}/{quote(life.id, safe='')}"
            for _ in range(2):
                got = self._client.insist("GET", path)
                if life.deleted:
                    assert got.status == 404, f"{path} is deleted in the log: {got}"
                else:
                    assert got.status == 200, f"{path} lives in the log: {got}"
                    assert self._told(got.data) == self._written(life), path

    def _search(self) -> None:
        for class_id, name in self._classes.items():
            path = f"/database/{self._name}/instances?class={name}"
            live = [life for life in self._lives.values() if life.class_id == class_id and not life.deleted]
            hits = {hit["id"]: self._told(hit) for hit in self._client.pages(path, limit=100)}
            assert hits == {life.id: self._written(life) for life in live}, path
            assert self._client.insist("GET", f"{path}&limit=1").meta["total"] == len(live), path

    def _feed(self) -> None:
        told = [each for each in self._feed_events() if "class" in each]
        written = [(self._classes[each.line["class"]], each.line["id"], each.line["version"]) for each in self._events]
        seen = [(each["class"], each["id"], each["version"]) for each in told]
        assert len(seen) == len(set(seen)) == len(written), f"the feed of {self._name} has {len(seen)} events"
        assert set(seen) == set(written)
        last: dict[tuple[str, str], int] = {}
        for name, identity, version in seen:
            assert version == last.get((name, identity), 0) + 1, f"{name}/{identity} is out of order in the feed"
            last[name, identity] = version

    def _feed_events(self) -> Iterator[Any]:
        cursor = ""
        while True:
            answer = self._client.insist("GET", f"/database/{self._name}/events?limit=500{cursor}")
            assert answer.status == 200, answer
            yield from answer.data
            if not answer.data:
                return
            cursor = f"&cursor={quote(answer.meta['next_cursor'], safe='')}"

    def _figures(self) -> None:
        figures = self._client.insist("GET", f"/database/{self._name}/metrics").data
        live = Counter(self._classes[life.class_id] for life in self._lives.values() if not life.deleted)
        assert +Counter(figures["classes"]) == live, f"figures of {self._name}"
        writes = Counter((_hour(event), event.actor) for event in self._events)
        assert {(each["hour"], each["actor"]): each["count"] for each in figures["writes"]} == writes

    def _histories(self) -> None:
        for life in list(self._lives.values())[:5]:
            path = f"/database/{self._name}/instances/{self._classes[life.class_id]}/{quote(life.id, safe='')}/history"
            versions = [event["version"] for event in self._client.pages(path)]
            assert versions == list(range(1, life.version + 1)), path

    def _written(self, life: Life) -> tuple[int, dict[str, Any]]:
        return life.version, {self._properties[key]: _plain(value) for key, value in life.data.items()}

    def _told(self, row: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return row["version"], {name: _plain(value) for name, value in row["data"].items()}


def _related(of: dict[str, Any]) -> list[Any]:
    return list(of.get("relationships", []))


def _hour(event: Told) -> str:
    return event.recorded_at.replace(minute=0, second=0, microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: Any) -> Any:
    """Numbers are compared by their digits, not by how a parser holds them."""
    return str(value) if isinstance(value, int | Decimal | datetime) else value

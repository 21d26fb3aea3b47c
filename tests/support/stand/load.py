"""Commands of every kind, one after another and in bulk, from known seeds; what was accepted is written down."""

import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.support.stand.client import WAIT, Client
from tests.support.stand.stand import Stand

CLASSES = ("Tick", "Note")
IDS = [f"{name}{number}" for name in ("flight-", "항공편 ", "order;") for number in range(12)]
WORDS = ("서울 도서관", "C# developer", "a red fox", "김포 공항", "order #12")
LINES = 40


@dataclass(slots=True)
class Poured:
    """What the platform accepted: it owes an outcome for each."""

    databases: list[str] = field(default_factory=list)
    singles: list[str] = field(default_factory=list)
    batches: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    """Database and accepted line numbers by batch."""
    told: set[str] = field(default_factory=set)
    """Commands and batches whose end clients were told already: it is final."""
    failures: list[BaseException] = field(default_factory=list)

    @property
    def commands(self) -> int:
        """How many commands were accepted."""
        return len(self.singles) + sum(len(lines) for _, lines in self.batches.values())


def found(client: Client, databases: Sequence[str]) -> Poured:
    """Make databases with classes to pour into."""
    for database in databases:
        made = client.insist("POST", "/database", {"name": database}, headers=WAIT)
        assert made.status in (201, 202), made
        for name in CLASSES:
            made = client.insist("POST", f"/database/{database}/ontology", _class(name), headers=WAIT)
            assert made.status in (201, 202), made
    return Poured(databases=list(databases))


def _class(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": {"en": name, "ko": "기록"},
        "properties": [
            {"name": "n", "type": "xsd:integer", "required": True},
            {"name": "text", "type": "xsd:string"},
            {"name": "amount", "type": "xsd:decimal"},
        ],
    }


class Pour:
    """Threads that send commands until told to stop."""

    def __init__(
        self, stand: Stand, poured: Poured, *, seed: int, writers: int = 2, pause: float = 0.04, lines: int = LINES
    ) -> None:
        self._stand, self._poured, self._pause, self._lines = stand, poured, pause, lines
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(stand.admin(), random.Random(seed * 100 + number)))
            for number in range(writers)
        ]

    def __enter__(self) -> "Pour":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        if self._poured.failures:
            raise self._poured.failures[0]

    def _write(self, client: Client, chance: random.Random) -> None:
        try:
            while not self._stopping.is_set():
                (self._bulk if chance.random() < 0.3 else self._single)(client, chance)
                time.sleep(self._pause)
        except Exception as failed:  # noqa: BLE001 - the test's thread raises it
            self._poured.failures.append(failed)

    def _single(self, client: Client, chance: random.Random) -> None:
        database, name, identity = _place(self._poured, chance)
        path = f"/database/{database}/instances/{name}/{quote(identity, safe='')}"
        headers = dict(WAIT) if chance.random() < 0.1 else {}
        match chance.randrange(8):
            case 0:
                answer = client.insist("DELETE", f"{path}?reason=gone", headers=headers)
            case 1 | 2:
                patch = {"data": {"amount": None, "text": chance.choice(WORDS)}, "reason": "고침"}
                answer = client.insist("PATCH", path, patch, headers=headers)
            case 3:
                stale = {**headers, "If-Match": f'"{chance.randrange(1, 4)}"'}
                answer = client.insist("PUT", path, {"data": _data(chance)}, headers=stale)
            case _:
                answer = client.insist("PUT", path, {"data": _data(chance)}, headers=headers)
        if answer.status in (200, 201, 202) or answer.data:
            self._poured.singles.append(answer.data["command_id"])

    def _bulk(self, client: Client, chance: random.Random) -> None:
        database, name, _ = _place(self._poured, chance)
        lines = [_line(name, chance) for _ in range(chance.randrange(2, self._lines))]
        answer = client.bulk(database, lines)
        if answer.status in (200, 202):
            rejected = {entry["line"] for entry in answer.data["rejected"]}
            accepted = [number for number in range(1, len(lines) + 1) if number not in rejected]
            assert len(accepted) == answer.data["accepted"], answer
            self._poured.batches[answer.data["batch_id"]] = (database, accepted)


def _place(poured: Poured, chance: random.Random) -> tuple[str, str, str]:
    return chance.choice(poured.databases), chance.choice(CLASSES), chance.choice(IDS)


def _data(chance: random.Random) -> Mapping[str, Any]:
    return {"n": chance.getrandbits(70), "text": chance.choice(WORDS), "amount": chance.randrange(100)}


def _line(name: str, chance: random.Random) -> dict[str, Any]:
    op = chance.choice(("upsert", "upsert", "upsert", "update", "create", "delete"))
    line: dict[str, Any] = {"op": op, "class": name, "id": chance.choice(IDS)}
    if op != "delete":
        line["data"] = _data(chance)
    if chance.random() < 0.05:
        line["data"] = {"n": "not a number"}
    return line

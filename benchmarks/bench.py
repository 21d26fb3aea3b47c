"""What the measurements share: a platform, a database of flights in it, and how to tell that all is done."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any
from uuid import UUID

from benchmarks.flights import creations, rows
from benchmarks.stand import Stand
from benchmarks.wire import Http
from cli.demo.definitions import AIRLINE, AIRPORT, FLIGHT, PLANE

DATABASE = "bench"
CONNECTIONS = 3
WAIT = {"Prefer": "wait=25"}
NDJSON = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
SETTLED_SECONDS = 300.0
_BEHIND = """
select exists (
    select 1 from (select shard, max(sequence) as last from model.segments where events > 0 group by shard) s
    left join model.checkpoints c on c.shard = s.shard and c.projection = %s
    where s.shard like 'instance-%%' and coalesce(c.sequence, 0) < s.last
)
"""
_COUNTED = "select coalesce(sum(completed + failed), 0)::int, coalesce(sum(failed), 0)::int from model.batch_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How much is measured."""

    flights: int
    idle_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Bulk requests with their batches, and when the last was accepted, in the log, and searchable."""

    batches: Sequence[UUID]
    lines: int
    accepted_seconds: float
    logged_seconds: float
    searchable_seconds: float


@dataclass(slots=True)
class Bench:
    """A platform under measurement."""

    stand: Stand
    options: Options
    loaded: int = 0
    rates: dict[str, float] = field(default_factory=dict)
    _defined: bool = False

    def database(self) -> str:
        """Make the database and its classes, once; returns its path."""
        path = f"/database/{DATABASE}"
        if not self._defined:
            http = self.stand.http()
            _done(http, "/database", {"name": DATABASE})
            changes = [{"op": "create", "class": shape} for shape in (AIRLINE, AIRPORT, PLANE, FLIGHT)]
            _done(http, f"{path}/ontology/changes", {"message": "classes", "changes": changes})
            self._defined = True
        return path

    def load(self, wanted: int) -> Sent | None:
        """Have so many flights in the database; None when they are there already."""
        if wanted <= self.loaded:
            return None
        sent = self.send(creations(rows(wanted)[self.loaded :]))
        self.loaded = wanted
        return sent

    def send(self, bodies: Sequence[bytes]) -> Sent:
        """Send bulk requests over a few connections and wait until the search index holds everything."""
        path, waiting = f"{self.database()}/instances/bulk", SimpleQueue[bytes]()
        for body in bodies:
            waiting.put(body)
        connections = [self.stand.http() for _ in range(min(CONNECTIONS, len(bodies)))]
        self.settle("search")
        began = time.monotonic()
        with ThreadPoolExecutor(len(connections)) as threads:
            answers = [
                each for part in threads.map(lambda http: _drain(http, path, waiting), connections) for each in part
            ]
        accepted = time.monotonic() - began
        batches = [UUID(answer["batch_id"]) for answer in answers]
        lines = sum(answer["accepted"] for answer in answers)
        logged = self._logged(batches, lines) - began
        return Sent(
            batches=batches,
            lines=lines,
            accepted_seconds=accepted,
            logged_seconds=logged,
            searchable_seconds=self.settle("search") - began,
        )

    def settle(self, projection: str) -> float:
        """Wait until a projection has seen every segment; returns when that was."""
        return _until(lambda: not self.stand.look(_BEHIND, (projection,))[0])

    def uuid(self) -> UUID:
        """The database's own name."""
        self.database()
        found: UUID = self.stand.look("select uuid from model.databases where name = %s", (DATABASE,))[0]
        return found

    def total(self) -> int:
        """Count the flights a search finds."""
        return int(self.stand.http().must("GET", f"{self.database()}/instances?class=Flight&limit=1")["meta"]["total"])

    def _logged(self, batches: Sequence[UUID], lines: int) -> float:
        def done() -> bool:
            counted, failed = self.stand.look(f"{_COUNTED} where batch = any(%s)", (list(batches),))
            if failed:
                raise RuntimeError(f"{failed} of {lines} lines failed")
            return bool(counted >= lines)

        return _until(done)


def _done(http: Http, path: str, body: object) -> None:
    """Write and wait for the outcome, for as long as it takes."""
    command = http.must("POST", path, body, WAIT)["data"]
    while command["state"] != "COMPLETED":
        if command["state"] == "FAILED":
            raise RuntimeError(f"POST {path} failed: {command['errors']}")
        time.sleep(0.1)
        command = http.must("GET", f"/commands/{command['command_id']}")["data"]


def _drain(http: Http, path: str, waiting: "SimpleQueue[bytes]") -> list[dict[str, Any]]:
    answers = []
    while not waiting.empty():
        answer = http.must("POST", path, waiting.get_nowait(), NDJSON)["data"]
        if answer["rejected"]:
            raise RuntimeError(f"lines were rejected: {answer['rejected'][:1]}")
        answers.append(answer)
    return answers


def _until(done: Callable[[], bool]) -> float:
    deadline = time.monotonic() + SETTLED_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the platform did not settle in {SETTLED_SECONDS:.0f} s")
        time.sleep(0.02)
    return time.monotonic()

"""Batches that the platform carries out, followed until every line has its outcome, or none has come for too long."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote
from uuid import UUID

from cli.answer import Answer
from cli.failure import Failure, Refused
from cli.loading.tally import Tally
from spice.domain.identity import derived_id

PAUSE_SECONDS = 0.15
PARKED_SECONDS = 12.0
"""How long a parked line is waited for: the platform tries it three times more by itself, within seven seconds."""
STILL_SECONDS = 600.0
"""How long lines are waited for of which none comes to an end: those of others may be before them."""
KEPT_FAILURES = 1000
_ASKED_AT_ONCE = 100
_NAMED = 10
_ENDED = ("COMPLETED", "FAILED", "PARKED")


@dataclass(slots=True, eq=False, kw_only=True)
class Batch:
    """An accepted request: where its lines stand in the source, those it rejected left out, and how far it is."""

    id: str
    lines: Mapping[int, int]
    tally: Tally
    seen: int = 0
    parked: int = 0


class Stuck(Failure):
    """Lines whose commands have no outcome, and get none: the platform lost them, or waits for somebody itself."""

    def __init__(self, unknown: Sequence[tuple[int, str]]) -> None:
        named = ", ".join(f"line {line} (command {id})" for line, id in unknown[:_NAMED])
        more = f", and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else ""
        super().__init__(f"{without_outcome(len(unknown))}: {named}{more}")


def without_outcome(count: int) -> str:
    """Say how long nothing has come of how many lines."""
    minutes = f"{STILL_SECONDS / 60:.0f} minutes"
    return f"for {minutes} no line has come to an end, and of {count:,} it is not known what becomes"


class Batches:
    """The batches of a load that are under way."""

    def __init__(self, ask: Callable[..., Answer], path: str) -> None:
        self._ask, self._path = ask, path
        self._under_way: list[Batch] = []
        self._parked: list[Batch] = []
        self._moved_at = time.monotonic()

    def __len__(self) -> int:
        """Count those under way."""
        return len(self._under_way)

    def add(self, batch: Batch) -> None:
        """Take one that was accepted."""
        self._under_way.append(batch)
        self._moved_at = time.monotonic()

    def follow(self) -> None:
        """Look once at the batches under way; pause when none has ended. Stuck when nothing moves any more."""
        ended = [batch for batch in self._under_way if self._settled(batch)]
        self._under_way = [batch for batch in self._under_way if batch not in ended]
        if ended:
            return
        if time.monotonic() - self._moved_at > STILL_SECONDS:
            raise Stuck([each for batch in self._under_way for each in self._name_unknown(batch)])
        time.sleep(PAUSE_SECONDS)

    def finish(self) -> None:
        """Wait until every batch is carried out or stuck, and a while for lines that are parked."""
        until: float | None = None
        while self._under_way or self._parked:
            try:
                self.follow()
            except Stuck:
                break
            if self._parked and not self._under_way:
                until = until or time.monotonic() + PARKED_SECONDS
                if time.monotonic() > until:
                    break
                time.sleep(PAUSE_SECONDS)
                self._under_way, self._parked = self._parked, []
        for batch in [*self._parked, *self._under_way]:
            self._end(batch, self._asked(batch))
        self._parked, self._under_way = [], []

    def _settled(self, batch: Batch) -> bool:
        """Look at a batch; it is left alone for now once nothing of it is under way."""
        answer = self._asked(batch)
        found, tally = answer.data, batch.tally
        now, parked = int(found["completed"]) + int(found["failed"]), int(found.get("parked", 0))
        if (now, parked) != (batch.seen, batch.parked):
            self._moved_at = time.monotonic()
        tally.settled += now - batch.seen
        batch.seen, batch.parked = now, parked
        tally.on_progress(tally)
        if now + parked < int(found["accepted"]):
            return False
        if parked:
            self._parked.append(batch)
        else:
            self._end(batch, answer)
        return True

    def _asked(self, batch: Batch) -> Answer:
        return self._heard("GET", self._batch_path(batch))

    def _heard(self, method: str, path: str, **options: Any) -> Answer:
        answer = self._ask(method, path, **options)
        if not answer.ok:
            raise Refused(answer)
        return answer

    def _end(self, batch: Batch, answer: Answer) -> None:
        tally, failed, parked = batch.tally, int(answer.data["failed"]), int(answer.data.get("parked", 0))
        tally.failed += failed
        tally.parked += parked
        tally.without_outcome += max(0, int(answer.data["accepted"]) - int(answer.data["completed"]) - failed - parked)
        if failed or parked:
            self._collect(batch, answer)

    def _collect(self, batch: Batch, answer: Answer) -> None:
        tally = batch.tally
        while len(tally.failures) + len(tally.waiting) < KEPT_FAILURES:
            for each in answer.data.get("failures", ()):
                kept = tally.waiting if each.get("state") == "PARKED" else tally.failures
                line = int(each["line"])
                kept.append((batch.lines.get(line, line), each.get("errors", ())))
            if not (cursor := answer.meta.get("next_cursor")):
                return
            answer = self._heard("GET", self._batch_path(batch), params={"cursor": cursor})

    def _name_unknown(self, batch: Batch) -> list[tuple[int, str]]:
        lacking = len(batch.lines) - batch.seen - batch.parked
        found = [*islice(self._without_outcome(batch), lacking)]
        batch.tally.unknown += found
        return found

    def _without_outcome(self, batch: Batch) -> Iterator[tuple[int, str]]:
        """Find the commands without an outcome, each with its line: what the platform lost, it does not list."""
        commands = {str(derived_id(UUID(batch.id), str(number))): line for number, line in batch.lines.items()}
        ids = iter(commands)
        while part := [*islice(ids, _ASKED_AT_ONCE)]:
            told = self._heard("GET", "/commands", params={"ids": ",".join(part), "limit": len(part)}).data
            ended = {each["command_id"] for each in told if each["state"] in _ENDED}
            yield from ((commands[id], id) for id in part if id not in ended)

    def _batch_path(self, batch: Batch) -> str:
        return f"{self._path}/batches/{quote(batch.id, safe='')}"

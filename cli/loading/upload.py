"""Bulk requests sent, and their batches followed until every line has its outcome."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cli.answer import Answer
from cli.failure import Refused, Unreachable
from cli.loading.chunk import Chunk, halves, halves_of
from cli.loading.sent import Sent
from cli.loading.tally import Problems, Tally

if TYPE_CHECKING:
    from cli.client import Client

AHEAD = 4
"""Batches under way at once: enough to keep the workers busy, few enough to follow."""
PAUSE_SECONDS = 0.15
PATIENCE_SECONDS = 60.0
KEPT_FAILURES = 1000
PARKED_SECONDS = 12.0
"""How long a parked line is waited for: the platform tries it three times more by itself, within seven seconds."""


@dataclass(slots=True)
class _Batch:
    id: str
    chunk: Chunk
    tally: Tally
    seen: int = 0


class Upload:
    """Sends bulk requests in order, a few batches ahead of the workers."""

    def __init__(self, client: "Client", path: str) -> None:
        self._client = client
        self._path = path
        self._under_way: list[_Batch] = []
        self._parked: list[_Batch] = []
        self.last_batch: str | None = None

    def send(self, chunks: Iterable[Chunk], tally: Tally, sent: Sent) -> None:
        """Send requests; returns when all are accepted or refused, with the last few still being carried out."""
        for chunk in chunks:
            while len(self._under_way) >= AHEAD:
                self._follow()
            sent.note(chunk.key)
            self._send(chunk, tally, sent)
            tally.on_progress(tally)

    def finish(self) -> None:
        """Wait until every batch is carried out, and a while for lines that are parked."""
        until: float | None = None
        while self._under_way or self._parked:
            self._follow()
            if self._parked and not self._under_way:
                until = until or time.monotonic() + PARKED_SECONDS
                if time.monotonic() > until:
                    break
                time.sleep(PAUSE_SECONDS)
                self._under_way, self._parked = self._parked, []
        for batch in self._parked:
            self._end(batch, self._asked(batch))
        self._parked = []

    def _send(self, chunk: Chunk, tally: Tally, sent: Sent) -> None:
        if chunk.unfit:
            tally.sent += 1
            tally.rejected.append((chunk.lines[0], [{"code": "too_large", "message": chunk.unfit}]))
            return
        if sent.was_next(halves_of(chunk.key)[0]):
            self.send(halves(chunk), tally, sent)
            return
        headers = {"Idempotency-Key": chunk.key, "Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
        answer = self._patiently("POST", f"{self._path}/instances/bulk", content=chunk.body, headers=headers)
        if answer.status == 413 and len(chunk.lines) > 1:
            self.send(halves(chunk), tally, sent)
            return
        rejected = _rejected(answer)
        if answer.status == 413:
            rejected = {1: answer.errors}
        elif not answer.ok:
            if answer.status != 422 or not (told := _by_line(answer.errors) | rejected):
                raise Refused(answer)
            # Nothing was kept of it: every line counts, the answer may have no room for all their problems.
            rejected = {line: told.get(line, ()) for line in range(1, len(chunk.lines) + 1)}
        tally.sent += len(chunk.lines)
        tally.rejected.extend((chunk.lines[line - 1], problems) for line, problems in sorted(rejected.items()))
        if answer.ok:
            self._accepted(answer, chunk, tally)

    def _accepted(self, answer: Answer, chunk: Chunk, tally: Tally) -> None:
        count = int(answer.data.get("accepted", 0))
        tally.accepted += count
        if answer.headers.get("idempotency-replayed") == "true":
            tally.replayed += count
        self.last_batch = str(answer.data["batch_id"])
        self._under_way.append(_Batch(self.last_batch, chunk, tally))

    def _follow(self) -> None:
        """Look once at the batches under way; pause when none has ended."""
        ended = [batch for batch in self._under_way if self._settled(batch)]
        self._under_way = [batch for batch in self._under_way if batch not in ended]
        if not ended:
            time.sleep(PAUSE_SECONDS)

    def _settled(self, batch: _Batch) -> bool:
        """Look at a batch; it is left alone for now once nothing of it is under way."""
        answer = self._asked(batch)
        found, tally = answer.data, batch.tally
        now = int(found["completed"]) + int(found["failed"])
        tally.settled += now - batch.seen
        batch.seen = now
        tally.on_progress(tally)
        parked = int(found.get("parked", 0))
        if now + parked < int(found["accepted"]):
            return False
        if parked:
            self._parked.append(batch)
        else:
            self._end(batch, answer)
        return True

    def _asked(self, batch: _Batch) -> Answer:
        answer = self._patiently("GET", self._batch_path(batch))
        if not answer.ok:
            raise Refused(answer)
        return answer

    def _end(self, batch: _Batch, answer: Answer) -> None:
        tally, failed, parked = batch.tally, int(answer.data["failed"]), int(answer.data.get("parked", 0))
        tally.failed += failed
        tally.parked += parked
        if failed or parked:
            self._collect(batch, answer)

    def _collect(self, batch: _Batch, answer: Answer) -> None:
        tally = batch.tally
        while len(tally.failures) + len(tally.waiting) < KEPT_FAILURES:
            for each in answer.data.get("failures", ()):
                kept = tally.waiting if each.get("state") == "PARKED" else tally.failures
                kept.append((batch.chunk.lines[int(each["line"]) - 1], each.get("errors", ())))
            if not (cursor := answer.meta.get("next_cursor")):
                return
            answer = self._client.get(self._batch_path(batch), {"cursor": cursor})

    def _batch_path(self, batch: _Batch) -> str:
        return f"{self._path}/batches/{quote(batch.id, safe='')}"

    def _patiently(self, method: str, path: str, **options: Any) -> Answer:
        """Ask again while the platform is away for a moment: the key makes that safe."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._client.ask(method, path, **options)
            except Unreachable:
                if not self._under_way or time.monotonic() > deadline:
                    raise
                time.sleep(1)


def _rejected(answer: Answer) -> dict[int, Problems]:
    return {int(each["line"]): each.get("errors", ()) for each in (answer.data or {}).get("rejected", ())}


def _by_line(errors: Problems) -> dict[int, Problems]:
    """Group errors by the line their path names (`/lines/17/data/x`)."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for error in errors:
        parts = str(error.get("path", "")).split("/")
        if len(parts) > 2 and parts[1] in ("lines", "instances") and parts[2].isdigit():
            found.setdefault(int(parts[2]), []).append(error)
    return dict(found)

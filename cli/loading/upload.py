"""Bulk requests sent in order; what is accepted is followed."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cli.answer import Answer
from cli.failure import Refused, Unreachable
from cli.loading.batches import Batch, Batches
from cli.loading.chunk import Chunk, halves, halves_of
from cli.loading.sent import Sent
from cli.loading.tally import Problems, Tally

if TYPE_CHECKING:
    from cli.client import Client

AHEAD = 4
"""Batches under way at once: enough to keep the workers busy, few enough to follow."""
PATIENCE_SECONDS = 60.0


class Upload:
    """Sends bulk requests in order, a few batches ahead of the workers."""

    def __init__(self, client: "Client", path: str) -> None:
        self._client = client
        self._path = path
        self._batches = Batches(self._patiently, path)
        self.last_batch: str | None = None

    def send(self, chunks: Iterable[Chunk], tally: Tally, sent: Sent) -> None:
        """Send requests; returns when all are accepted or refused, with the last few still being carried out."""
        for chunk in chunks:
            while len(self._batches) >= AHEAD:
                self._batches.follow()
            sent.note(chunk.key)
            self._send(chunk, tally, sent)
            tally.on_progress(tally)

    def finish(self) -> None:
        """Wait until every batch is carried out, and a while for lines that are parked."""
        self._batches.finish()

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
        if answer.unsure:
            raise Refused(answer)
        if answer.status == 413 and len(chunk.lines) > 1:
            self.send(halves(chunk), tally, sent)
            return
        rejected = _rejected(answer, len(chunk.lines))
        tally.sent += len(chunk.lines)
        tally.rejected.extend((chunk.lines[line - 1], problems) for line, problems in sorted(rejected.items()))
        if answer.ok:
            self._accepted(answer, chunk, rejected, tally)

    def _accepted(self, answer: Answer, chunk: Chunk, rejected: Mapping[int, Problems], tally: Tally) -> None:
        count = int(answer.data.get("accepted", 0))
        tally.accepted += count
        if answer.headers.get("idempotency-replayed") == "true":
            tally.replayed += count
        accepted = {number: line for number, line in enumerate(chunk.lines, 1) if number not in rejected}
        self.last_batch = str(answer.data["batch_id"])
        self._batches.add(Batch(id=self.last_batch, lines=accepted, tally=tally))

    def _patiently(self, method: str, path: str, **options: Any) -> Answer:
        """Ask again while the platform is away for a moment: the key makes that safe."""
        deadline, unsure = time.monotonic() + PATIENCE_SECONDS, False
        while True:
            try:
                answer = self._client.ask(method, path, **options)
            except Unreachable:
                if not len(self._batches) or time.monotonic() > deadline:
                    raise
                unsure = True
                time.sleep(1)
            else:
                return replace(answer, unsure=answer.unsure or (unsure and not answer.ok))


def _rejected(answer: Answer, lines: int) -> dict[int, Problems]:
    """Group by line what is wrong with a request; Refused where that is not its lines."""
    rejected = {int(each["line"]): each.get("errors", ()) for each in (answer.data or {}).get("rejected", ())}
    if answer.ok:
        return rejected
    if answer.status == 413:
        return {1: answer.errors}
    if answer.status != 422 or not (told := _by_line(answer.errors) | rejected):
        raise Refused(answer)
    # Nothing was kept of it: every line counts, the answer may have no room for all their problems.
    return {line: told.get(line, ()) for line in range(1, lines + 1)}


def _by_line(errors: Problems) -> dict[int, Problems]:
    """Group errors by the line their path names (`/lines/17/data/x`)."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for error in errors:
        parts = str(error.get("path", "")).split("/")
        if len(parts) > 2 and parts[1] in ("lines", "instances") and parts[2].isdigit():
            found.setdefault(int(parts[2]), []).append(error)
    return dict(found)

"""What was rejected of an import, as CSV: whole, or a part at a time."""

from codecs import BOM_UTF8 as BOM
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spice.application.ground.times import written
from spice.application.queries.cursor import Cursors, digest
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.rejecting import MEDIA_TYPE, table, whole_rows
from spice.application.upkeep.importing.wanted import Progress, expires_at, progress_of, wanted_of
from spice.domain.errors import refuse
from spice.ports.import_files import ImportFiles
from spice.ports.jobs import Job

__all__ = ["MEDIA_TYPE", "MOST_ROWS", "TellRejects", "Told"]
PART_BYTES = 4_000_000
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A part of the rejects; without a cursor it is the last."""

    body: bytes
    next_cursor: str | None


class TellRejects:
    """Reads rejects of the parts that are settled, in the order of the file."""

    def __init__(self, files: ImportFiles, cursors: Cursors) -> None:
        self._files, self._cursors = files, cursors

    def __call__(self, job: Job, *, limit: int | None, cursor: str | None, now: datetime, rows: bool = False) -> Told:
        """Write them as CSV, a line a problem, or with `rows` a line a row with its cells. Without a limit everything,
        or too_large."""
        if (until := expires_at(job)) <= now:
            said = f"the rejects of import {job.id} were kept until {written(until)}"
            raise refuse("not_found", said, value=str(job.id), hint="bring the file in once more")
        question = digest("rejects", job.id, rows)
        place = (0, 0) if cursor is None else self._cursors.read(cursor, question, tuple[int, int])
        walk = _Walk(job, Parts(self._files, job.id), rows=rows)
        body, following = walk(place, limit or (None if cursor is None else MOST_ROWS))
        if following is not None and limit is None and cursor is None:
            said = "the rejects are more than one answer holds, which is 4 MB"
            hint = (
                f'ask for them in parts, with limit=N (at most {MOST_ROWS}), each with a Link (rel="next") to the next'
            )
            raise refuse("too_large", said, hint=hint)
        return Told(body=body, next_cursor=None if following is None else self._cursors.write(question, following))


class _Walk:
    """Writes lines of the parts that have rejects, from a place on."""

    def __init__(self, job: Job, parts: Parts, *, rows: bool) -> None:
        self._parts, self._of_rows, self._progress = parts, rows, progress_of(job.detail)
        self._columns = [each.column for each in wanted_of(job.detail).mapping]

    def __call__(self, place: tuple[int, int], limit: int | None) -> tuple[bytes, tuple[int, int] | None]:
        """Write as many as there may be, and tell where the next part begins."""
        (part, at), left, settled = place, limit, self._progress.settled
        head = BOM + self._text(0, (), head=True) if place == (0, 0) else b""
        body = bytearray(head)
        while (part := _next(self._progress, part)) < settled:
            found = self._found(part)[at:]
            taken = found if left is None else found[:left]
            text = self._text(part, taken, head=False)
            if len(body) + len(text) > PART_BYTES and (at, part) != place[::-1]:
                return bytes(body), (part, at)
            body += text
            left = None if left is None else left - len(taken)
            part, at = (part, at + len(taken)) if len(taken) < len(found) else (part + 1, 0)
            if left == 0 and _next(self._progress, part) < settled:
                return bytes(body), (part, at)
        return bytes(body), None

    def _found(self, part: int) -> Sequence[Any]:
        return self._parts.refused(part) if self._of_rows else self._parts.rejects(part)

    def _text(self, part: int, found: Sequence[Any], *, head: bool) -> bytes:
        if not self._of_rows:
            return table(found, self._progress.sheet, head=head)
        rejects = self._parts.rejects(part) if found else ()
        return whole_rows(self._columns, found, rejects, self._progress.sheet, head=head)


def _next(progress: Progress, part: int) -> int:
    """Find the next part that has rejects, from one on; where they were not noted, all are looked at."""
    if progress.refused is None:
        return part
    return next((max(part, first) for first, last in progress.refused if last >= part), progress.settled)

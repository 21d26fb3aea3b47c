"""What was rejected of an import, as CSV: whole, or a part at a time."""

from dataclasses import dataclass

from spice.application.queries.cursor import Cursors, digest
from spice.application.upkeep.importing.parts import Parts
from spice.application.upkeep.importing.rejecting import MEDIA_TYPE, table
from spice.application.upkeep.importing.wanted import progress_of
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

    def __call__(self, job: Job, *, limit: int | None, cursor: str | None) -> Told:
        """Write them as CSV. Without a limit everything, or too_large."""
        question = digest("rejects", job.id)
        place = (0, 0) if cursor is None else self._cursors.read(cursor, question, tuple[int, int])
        body, following = self._walk(job, place, limit or (None if cursor is None else MOST_ROWS))
        if following is not None and limit is None and cursor is None:
            said = "the rejects are more than one answer holds, which is 4 MB"
            hint = (
                f'ask for them in parts, with limit=N (at most {MOST_ROWS}), each with a Link (rel="next") to the next'
            )
            raise refuse("too_large", said, hint=hint)
        return Told(body=body, next_cursor=None if following is None else self._cursors.write(question, following))

    def _walk(self, job: Job, place: tuple[int, int], limit: int | None) -> tuple[bytes, tuple[int, int] | None]:
        progress, parts = progress_of(job.detail), Parts(self._files, job.id)
        (part, at), left, body = place, limit, bytearray(table((), None, head=place == (0, 0)))
        while part < progress.settled:
            found = parts.rejects(part)[at:]
            taken = found if left is None else found[:left]
            text = table(taken, progress.sheet, head=False)
            if len(body) + len(text) > PART_BYTES and (at, part) != place[::-1]:
                return bytes(body), (part, at)
            body += text
            left = None if left is None else left - len(taken)
            part, at = (part, at + len(taken)) if len(taken) < len(found) else (part + 1, 0)
            if left == 0 and part < progress.settled:
                return bytes(body), (part, at)
        return bytes(body), None

"""What the search index has lost: a folder or an index that was deleted, emptied, swapped, or put back as it was."""

import time
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from spice.ports.errors import Rebuilding
from spice.ports.search_index import SearchIndex
from spice.ports.search_marks import SearchMarks
from spice.searching.marks import holds
from spice.waiting import ignore

LOOKS = 4
PAUSE_SECONDS = 0.05
NUDGE_SECONDS = 5.0


class SearchLosses:
    """Compares what the index holds with what was noted of it when it was last written.

    `noticed` hears of a loss, once in a while.
    """

    def __init__(
        self,
        index: SearchIndex,
        marks: SearchMarks,
        *,
        noticed: Callable[[], None] = ignore,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._index, self._marks, self._noticed = index, marks, noticed
        self._sleep, self._clock = sleep, clock
        self._told_at: float | None = None

    def marker(self, database: UUID) -> str:
        """Name what the index holds of a database. Raises Rebuilding when it is less than it should be."""
        if (held := self._whole(database)) is not None:
            return held
        if self.among([database]):
            raise Rebuilding("search", f"the index of {database} is not what was written")
        return self._index.marker(database)

    def every(self, *, most: int | None = None) -> Sequence[UUID]:
        """List the databases whose index is less than it should be, of `most` databases at most."""
        return self.among(list(self._marks.all())[:most])

    def among(self, databases: Iterable[UUID]) -> Sequence[UUID]:
        """List those of some databases whose index is less than it should be, however often one looks."""
        lost = [database for database in databases if self._whole(database) is None]
        for _ in range(LOOKS - 1):
            if lost:
                # A rebuild that switches at this moment is noted right after.
                self._sleep(PAUSE_SECONDS)
                lost = [database for database in lost if self._whole(database) is None]
        if lost:
            self._tell()
        return lost

    def _whole(self, database: UUID) -> str | None:
        # In this order: what is written in between makes the index newer than what was noted, never older.
        noted = self._marks.find(database)
        held = self._index.marker(database)
        return held if holds(held, noted) else None

    def _tell(self) -> None:
        now = self._clock()
        if self._told_at is None or now - self._told_at >= NUDGE_SECONDS:
            self._told_at = now
            self._noticed()

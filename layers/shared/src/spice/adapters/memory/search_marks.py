"""What the search index held, in memory."""

from collections.abc import Mapping
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.searching.marks import holds


class MemorySearchMarks:
    """The SearchMarks twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def all(self) -> Mapping[UUID, str]:
        """Read the marks of every database that is not deleted."""
        with self._state.lock:
            there = {uuid for uuid, database in self._state.databases.items() if not database.deleted}
            return {uuid: mark for uuid, mark in self._state.search_marks.items() if uuid in there}

    def find(self, database: UUID) -> str | None:
        """Read one database's mark."""
        return self._state.search_marks.get(database)

    def keep(self, database: UUID, mark: str) -> None:
        """Note what the index holds of a database, unless more or another is noted."""
        with self._state.lock:
            if holds(mark, self._state.search_marks.get(database)):
                self._state.search_marks[database] = mark

    def replace(self, database: UUID, mark: str) -> None:
        """Note what an index that was just made holds."""
        self._state.search_marks[database] = mark

"""Saved explorations in memory."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.errors import refuse
from spice.ports.views import View


class MemoryViews:
    """The Views twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def of(self, database: UUID) -> Sequence[View]:
        """Read all of a database, by name."""
        with self._state.lock:
            found = [view for (uuid, _), view in self._state.views.items() if uuid == database]
        return sorted(found, key=lambda view: (view.name, view.id))

    def find(self, database: UUID, view: UUID) -> View | None:
        """Read one."""
        return self._state.views.get((database, view))

    def keep(self, database: UUID, view: View, *, expected_version: int) -> View:
        """Keep a view in the place of the version that is expected."""
        with self._state.lock:
            self._expect(database, view.id, expected_version)
            kept = replace(view, version=expected_version + 1)
            self._state.views[database, view.id] = kept
            return kept

    def drop(self, database: UUID, view: UUID, *, expected_version: int) -> None:
        """Forget the version that is expected."""
        with self._state.lock:
            self._expect(database, view, expected_version)
            self._state.views.pop((database, view), None)

    def _expect(self, database: UUID, view: UUID, version: int) -> None:
        there = self.find(database, view)
        if (there.version if there else 0) != version:
            raise refuse("version_conflict", f"the view is not at version {version} any more")

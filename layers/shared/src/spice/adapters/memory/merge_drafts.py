"""Drafts of merges in memory."""

from dataclasses import replace
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.errors import refuse
from spice.ports.merge_drafts import MergeDraft


class MemoryMergeDrafts:
    """The MergeDrafts twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def find(self, database: UUID, source: str, target: str) -> MergeDraft | None:
        """Read a draft."""
        return self._state.merge_drafts.get((database, source, target))

    def keep(
        self, database: UUID, source: str, target: str, draft: MergeDraft, *, expected_version: int | None
    ) -> MergeDraft:
        """Keep a draft in the place of what is there."""
        with self._state.lock:
            there = self.find(database, source, target)
            version = there.version if there else 0
            if expected_version not in (None, version):
                raise refuse("version_conflict", f"the draft is at version {version}, not at {expected_version}")
            kept = replace(draft, version=version + 1)
            self._state.merge_drafts[database, source, target] = kept
            return kept

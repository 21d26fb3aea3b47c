"""Credentials for sheets in memory."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.ports.sheet_credentials import SheetCredential


class MemorySheetCredentials:
    """The SheetCredentials twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def keep(self, credential: SheetCredential) -> None:
        """Keep one."""
        self._state.sheet_credentials[credential.database, credential.name] = credential

    def find(self, database: UUID, name: str) -> SheetCredential | None:
        """Read one."""
        return self._state.sheet_credentials.get((database, name))

    def all(self, database: UUID) -> Sequence[SheetCredential]:
        """List those of a database."""
        held = [each for each in self._state.sheet_credentials.values() if each.database == database]
        return sorted(held, key=lambda each: each.name)

    def delete(self, database: UUID, name: str) -> bool:
        """Remove one."""
        return self._state.sheet_credentials.pop((database, name), None) is not None

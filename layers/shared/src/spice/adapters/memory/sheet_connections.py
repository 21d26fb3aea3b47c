"""Sheets that are looked at on a schedule, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.ports.sheet_connections import Looked, SheetConnection

_NEVER = datetime.min.replace(tzinfo=UTC)


class MemorySheetConnections:
    """The SheetConnections twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def keep(self, connection: SheetConnection) -> None:
        """Keep one."""
        self._state.sheet_connections[connection.database, connection.name] = connection

    def all(self, database: UUID) -> Sequence[SheetConnection]:
        """List those of a database."""
        held = [each for each in self._state.sheet_connections.values() if each.database == database]
        return sorted(held, key=lambda each: each.name)

    def due(self, now: datetime, *, limit: int) -> Sequence[SheetConnection]:
        """List those that are to be looked at again."""
        held = self._state.sheet_connections.values()
        due = [
            each
            for each in held
            if each.looked.at is None or each.looked.at + timedelta(minutes=each.every_minutes) <= now
        ]
        return sorted(due, key=lambda each: each.begun_at or _NEVER)[:limit]

    def begin(self, connection: SheetConnection, at: datetime) -> None:
        """Note that a look begins."""
        if (there := self._same(connection)) is not None:
            self.keep(replace(there, begun_at=at))

    def tell(self, connection: SheetConnection, looked: Looked) -> None:
        """Keep what a look found."""
        if (there := self._same(connection)) is not None:
            self.keep(replace(there, looked=looked))

    def _same(self, connection: SheetConnection) -> SheetConnection | None:
        there = self._state.sheet_connections.get((connection.database, connection.name))
        return there if there is not None and there.created_at == connection.created_at else None

    def delete(self, database: UUID, name: str) -> bool:
        """Remove one."""
        return self._state.sheet_connections.pop((database, name), None) is not None

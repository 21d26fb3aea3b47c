"""What imports keep, in memory."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from spice.ports.import_files import Kept


class MemoryImportFiles:
    """The ImportFiles twin."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._texts: dict[tuple[str, str], tuple[bytes, datetime]] = {}
        self._now = now

    def write(self, import_id: UUID, name: str, body: bytes) -> None:
        """Keep a text."""
        self._texts[str(import_id), name] = body, self._now()

    def read(self, import_id: UUID, name: str) -> bytes | None:
        """Read a text."""
        found = self._texts.get((str(import_id), name))
        return None if found is None else found[0]

    def listed(self, *, after: Kept | None, limit: int) -> Sequence[Kept]:
        """List texts."""
        begin = ("", "") if after is None else (str(after.import_id), after.name)
        found = sorted((place, at) for place, (_, at) in self._texts.items() if place > begin)
        return [Kept(UUID(import_id), name, at) for (import_id, name), at in found[:limit]]

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove a text."""
        self._texts.pop((str(import_id), name), None)

"""What imports keep, in memory."""

from collections.abc import Sequence
from uuid import UUID


class MemoryImportFiles:
    """The ImportFiles twin."""

    def __init__(self) -> None:
        self._texts: dict[tuple[UUID, str], bytes] = {}

    def write(self, import_id: UUID, name: str, body: bytes) -> None:
        """Keep a text."""
        self._texts[import_id, name] = body

    def read(self, import_id: UUID, name: str) -> bytes | None:
        """Read a text."""
        return self._texts.get((import_id, name))

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove a text."""
        self._texts.pop((import_id, name), None)

    def some(self, *, after: UUID, limit: int) -> Sequence[UUID]:
        """Name imports that have texts."""
        return sorted({each for each, _ in self._texts if each > after})[:limit]

    def forget(self, import_id: UUID) -> None:
        """Remove texts of an import."""
        self._texts = {key: text for key, text in self._texts.items() if key[0] != import_id}

"""What imports keep, in memory."""

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

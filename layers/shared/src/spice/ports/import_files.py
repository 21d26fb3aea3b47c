"""What an import keeps beside its job while it runs: its rows in parts, and what was rejected; disposable."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID


class Kept(NamedTuple):
    """A text that an import keeps, and when it was written last."""

    import_id: UUID
    name: str
    written_at: datetime


class ImportFiles(Protocol):
    """Texts by import and name."""

    def write(self, import_id: UUID, name: str, body: bytes) -> None:
        """Keep a text, in the place of an earlier one of that name. Raises Transient or Unknown."""
        ...

    def read(self, import_id: UUID, name: str) -> bytes | None:
        """Read a text whole; None when there is none (any more). Raises Transient."""
        ...

    def listed(self, *, after: Kept | None, limit: int) -> Sequence[Kept]:
        """List texts of all imports, in order, behind one. Raises Transient."""
        ...

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove a text; absent is fine."""
        ...

"""What an import keeps beside its job while it runs: its rows in parts, and what was rejected; disposable."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID


class ImportFiles(Protocol):
    """Texts by import and name."""

    def write(self, import_id: UUID, name: str, body: bytes) -> None:
        """Keep a text, in the place of an earlier one of that name. Raises Transient or Unknown."""
        ...

    def read(self, import_id: UUID, name: str) -> bytes | None:
        """Read a text whole; None when there is none (any more). Raises Transient."""
        ...

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove a text; absent is fine."""
        ...

    def some(self, *, after: UUID, limit: int) -> Sequence[UUID]:
        """Name imports that have texts, behind one of them in the order of their ids. Raises Transient."""
        ...

    def forget(self, import_id: UUID) -> None:
        """Remove texts of an import, all or some hundreds. Raises Transient."""
        ...

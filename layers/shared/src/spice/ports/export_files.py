"""Files that people take: each is made of parts, or at once, is read by a signed URL, and is forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID


class ExportFiles(Protocol):
    """Files by id: a UUIDv7 of the time at which they were asked for. Whatever is done again is done once."""

    def put(self, export_id: UUID, body: bytes, *, content_type: str) -> None:
        """Make a file at once. Raises Transient."""
        ...

    def begin(self, export_id: UUID, *, content_type: str) -> str:
        """Begin a file of parts; answers what to call this beginning. Raises Transient."""
        ...

    def write(self, export_id: UUID, begun: str, number: int, body: bytes) -> str | None:
        """Keep a part (from 1; 5 MB at least, save the last) in the place of what was kept as it; answers its mark.

        None when what was begun is gone. Raises Transient.
        """
        ...

    def finish(self, export_id: UUID, begun: str, marks: Sequence[str]) -> bool:
        """Make the file of the parts with these marks; False when what was begun is gone. Raises Transient."""
        ...

    def give_up(self, export_id: UUID, begun: str) -> None:
        """Forget what was begun; absent is fine. Raises Transient."""
        ...

    def sign(self, export_id: UUID, *, filename: str, seconds: int) -> str:
        """Write a URL that gives the file under a name, for some seconds."""
        ...

    def forget(self, *, asked_before: datetime) -> int:
        """Delete files, finished or begun, asked for before a time, oldest first, some hundreds at once."""
        ...

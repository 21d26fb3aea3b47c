"""Files that people bring: each is announced, put where a signed URL says, read as often as needed, and forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO, NamedTuple, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is known of a file before it comes. `id` is a UUIDv7 of the time at which it was announced."""

    id: UUID
    subject: str
    filename: str
    size: int
    content_type: str
    expires_at: datetime


class Stored(NamedTuple):
    """A file that was put: a stream that seeks, and which of those it is that were put there one after another."""

    content: IO[bytes]
    version: str


class Uploads(Protocol):
    """Files by the id of their announcement."""

    def announce(self, upload: Upload, *, seconds: int) -> str:
        """Keep what is known of a file; gives the URL that takes it by PUT for some seconds, with exactly its size and
        content type. Raises DiskFull where there is no room for it."""
        ...

    def find(self, upload_id: UUID) -> Upload | None:
        """Read what was announced."""
        ...

    def open(self, upload_id: UUID) -> Stored | None:
        """Open a file that was put, None before it was; its stream holds a part of the file in memory.

        Reading raises Transient, and Permanent once another file was put in its place.
        """
        ...

    def forget(self, *, announced_before: datetime) -> int:
        """Delete what was announced before a time, oldest first, some hundreds at once; answers how many objects."""
        ...

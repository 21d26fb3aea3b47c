"""Uploads in memory."""

from datetime import datetime
from uuid import UUID

from spice.adapters.ranged_file import opened
from spice.ports.errors import Permanent
from spice.ports.uploads import Stored, Upload

_PLACE = "memory:uploads/"


class MemoryUploads:
    """The Uploads twin; `put` plays who has a URL."""

    def __init__(self) -> None:
        self._announced: dict[UUID, Upload] = {}
        self._files: dict[UUID, bytes] = {}
        self._puts: dict[UUID, int] = {}

    def announce(self, upload: Upload, *, seconds: int) -> str:
        """Keep it."""
        self._announced[upload.id] = upload
        return f"{_PLACE}{upload.id}"

    def put(self, url: str, content: bytes, content_type: str) -> int:
        """Put a file; answers the HTTP status."""
        upload = self._announced[UUID(url.removeprefix(_PLACE))]
        if (upload.size, upload.content_type) != (len(content), content_type):
            return 403
        self._files[upload.id] = content
        self._puts[upload.id] = self._puts.get(upload.id, 0) + 1
        return 200

    def find(self, upload_id: UUID) -> Upload | None:
        """Read it."""
        return self._announced.get(upload_id)

    def open(self, upload_id: UUID) -> Stored | None:
        """Open it."""
        if (content := self._files.get(upload_id)) is None:
            return None

        def fetch(offset: int, length: int) -> bytes:
            if self._files.get(upload_id) != content:
                raise Permanent("uploads", f"upload {upload_id} was changed while it was read")
            return content[offset : offset + length]

        return Stored(opened(len(content), fetch), str(self._puts[upload_id]))

    def forget(self, *, announced_before: datetime) -> int:
        """Delete what is old."""
        old = [each for each in self._announced if each.int >> 80 < announced_before.timestamp() * 1000]
        objects = len(old) + sum(each in self._files for each in old)
        for each in old:
            del self._announced[each]
            self._files.pop(each, None)
            self._puts.pop(each, None)
        return objects

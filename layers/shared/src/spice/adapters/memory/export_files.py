"""Files that people take, in memory."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

_PLACE = "memory:exports/"


class MemoryExportFiles:
    """The ExportFiles twin; `get` plays who has a URL."""

    def __init__(self) -> None:
        self._files: dict[UUID, bytes] = {}
        self._begun: dict[tuple[UUID, str], dict[int, bytes]] = {}
        self._count = 0

    def put(self, export_id: UUID, body: bytes, *, content_type: str) -> None:
        """Make a file."""
        self._files[export_id] = body

    def begin(self, export_id: UUID, *, content_type: str) -> str:
        """Begin one."""
        self._count += 1
        self._begun[export_id, str(self._count)] = {}
        return str(self._count)

    def write(self, export_id: UUID, begun: str, number: int, body: bytes) -> str | None:
        """Keep a part."""
        if (parts := self._begun.get((export_id, begun))) is None:
            return None
        parts[number] = body
        return _mark(body)

    def finish(self, export_id: UUID, begun: str, marks: Sequence[str]) -> bool:
        """Join the parts."""
        parts = self._begun.pop((export_id, begun), None)
        if parts is None:
            return export_id in self._files
        body = [parts[number] for number in range(1, len(marks) + 1)]
        if [_mark(each) for each in body] != [*marks]:
            raise ValueError(f"the parts of export {export_id} are others than these")
        self._files[export_id] = b"".join(body)
        return True

    def give_up(self, export_id: UUID, begun: str) -> None:
        """Forget parts."""
        self._begun.pop((export_id, begun), None)

    def sign(self, export_id: UUID, *, filename: str, seconds: int) -> str:
        """Write a URL."""
        return f"{_PLACE}{export_id}/{filename}"

    def get(self, url: str) -> bytes | None:
        """Follow a URL."""
        return self._files.get(UUID(url.removeprefix(_PLACE).partition("/")[0]))

    def forget(self, *, asked_before: datetime) -> int:
        """Delete what is old."""
        end = asked_before.timestamp() * 1000
        files = [each for each in self._files if each.int >> 80 < end]
        begun = [each for each in self._begun if each[0].int >> 80 < end]
        for file in files:
            del self._files[file]
        for place in begun:
            del self._begun[place]
        return len(files) + len(begun)


def _mark(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

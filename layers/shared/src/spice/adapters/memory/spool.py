"""Records put aside in memory."""

from collections import defaultdict
from collections.abc import Iterator


class MemorySpool:
    """The Spool twin."""

    def __init__(self) -> None:
        self._parts: defaultdict[int, list[bytes]] = defaultdict(list)

    def put(self, part: int, record: bytes) -> None:
        """Put a record aside."""
        self._parts[part].append(record)

    def read(self, part: int) -> Iterator[bytes]:
        """Read the records of a part."""
        return iter(self._parts.pop(part, []))

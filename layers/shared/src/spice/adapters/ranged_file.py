"""A file somewhere else, read a range at a time."""

import io
from collections.abc import Callable

PART = 4 * 1024 * 1024
"""What is fetched at once: one request each, and as much memory."""
Fetch = Callable[[int, int], bytes]
"""Gives the bytes from an offset on, as many as asked for: the range is within the file."""


class RangedFile(io.RawIOBase):
    """A stream over ranges; whoever opens it wraps it into a buffer of `PART`."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self._size, self._fetch, self._place = size, fetch, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere; nothing is fetched."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, begin + offset)
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer there is gives one
        """Fetch what fits, `PART` at most."""
        length = min(len(buffer), PART, self._size - self._place)
        if length <= 0:
            return 0
        found = self._fetch(self._place, length)
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def readall(self) -> bytes:
        """Fetch the rest, part by part: Python's own would come in thousands of requests."""
        parts = []
        while (length := min(PART, self._size - self._place)) > 0:
            parts.append(self._fetch(self._place, length))
            self._place += length
        return b"".join(parts)


def opened(size: int, fetch: Fetch) -> io.BufferedReader:
    """Open a file of a size."""
    return io.BufferedReader(RangedFile(size, fetch), PART)

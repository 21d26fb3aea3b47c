"""A text that is read more than once: each time after the first it must be what it was, byte by byte."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import IO

from cli.loading.files import Source
from cli.loading.sent import CannotGoOn

BLOCK = 1024 * 1024


def watched(source: Source) -> Source:
    """Let a source refuse to be read as anything else than what it was when it was first read to its end."""
    known: list[bytes] = []

    @contextmanager
    def opened() -> Iterator[IO[bytes]]:
        with source.open() as raw:
            yield io.BufferedReader(_Watched(raw, source.name, known))

    return replace(source, open=opened)


class _Watched(io.RawIOBase):
    """Gives out a block when its digest is the known one, or when nothing is known yet."""

    def __init__(self, raw: IO[bytes], name: str, known: list[bytes]) -> None:
        self._raw, self._name, self._known = raw, name, known
        self._met: list[bytes] = []
        self._left = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """It is read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give some of a block."""
        if not self._left and not self._ended:
            self._left = memoryview(self._block())
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def _block(self) -> bytes:
        block = self._raw.read(BLOCK)
        digest, place = hashlib.sha256(block).digest(), len(self._met)
        if self._known and self._known[place] != digest:
            said = f"{self._name} changed while it was loaded: what had been sent stays, nothing more was sent"
            raise CannotGoOn(f"{said}; --again begins a new load")
        self._met.append(digest)
        self._ended = not block
        if self._ended and not self._known:
            self._known.extend(self._met)
        return block

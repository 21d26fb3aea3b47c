"""Packed streams, one behind the other, read to their last byte: what follows the last must be a stream too."""

import bz2
import io
import lzma
from collections.abc import Callable
from typing import IO, Protocol

_TAKEN = 64 * 1024


class Engine(Protocol):
    """What unpacks one stream: bz2's and lzma's decompressors."""

    @property
    def eof(self) -> bool:
        """Tell whether the stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Tell whether more is needed before anything can come out."""

    @property
    def unused_data(self) -> bytes:
        """Give what stands behind the end of the stream."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Unpack."""


class Streams(io.RawIOBase):
    """Unpacks streams; the standard library's own files end quietly at what is no stream. Zeros only fill up."""

    def __init__(self, raw: IO[bytes], engine: Callable[[], Engine]) -> None:
        self._raw, self._make = raw, engine
        self._engine, self._at = engine(), 0

    def readable(self) -> bool:
        """It is read."""
        return True

    def seekable(self) -> bool:
        """It is read again from its beginning, where that is possible."""
        return self._raw.seekable()

    def tell(self) -> int:
        """Say how many bytes have come out."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place counted from the beginning, or from here."""
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the end of a packed stream is not known")
        wanted = offset + (self._at if whence == io.SEEK_CUR else 0)
        if wanted < self._at:
            self._raw.seek(0)
            self._engine, self._at = self._make(), 0
        while self._at < wanted and self.read(min(_TAKEN, wanted - self._at)):
            pass
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack some."""
        found = b""
        while not found:
            if self._engine.eof:
                if not (taken := self._behind()):
                    return 0
                self._engine = self._make()
            else:
                taken = self._taken()
            found = self._unpacked(taken, len(buffer))
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _taken(self) -> bytes:
        if not self._engine.needs_input:
            return b""
        if not (taken := self._raw.read(_TAKEN)):
            raise EOFError("it ends within a packed stream")
        return taken

    def _behind(self) -> bytes:
        """Take what stands behind a stream that ended, from where another should begin."""
        rest = self._engine.unused_data.lstrip(b"\0")
        while not rest and (more := self._raw.read(_TAKEN)):
            rest = more.lstrip(b"\0")
        return rest

    def _unpacked(self, taken: bytes, most: int) -> bytes:
        try:
            return self._engine.decompress(taken, most)
        except (OSError, lzma.LZMAError) as broken:
            raise EOFError(f"it is damaged, or something else stands behind it ({broken})") from broken


def bzip2(raw: IO[bytes]) -> Streams:
    """Unpack bzip2."""
    return Streams(raw, bz2.BZ2Decompressor)


def xz(raw: IO[bytes]) -> Streams:
    """Unpack xz."""
    return Streams(raw, lzma.LZMADecompressor)

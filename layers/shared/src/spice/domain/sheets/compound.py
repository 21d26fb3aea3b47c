"""The streams of a compound file, in which XLS lies."""

import struct
from collections.abc import Iterator, Sequence

_NONE = 0xFFFFFFF0
"""Numbers from here on are marks, and no sectors."""


class Compound:
    """A compound file; ValueError and struct.error say that it is damaged."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size = 1 << struct.unpack_from("<H", content, 30)[0]
        self._small = 1 << struct.unpack_from("<H", content, 32)[0]
        if self._size not in (512, 4096) or self._small != 64:
            raise ValueError("its sectors have no size that there is")
        self._next = self._table(self._table_sectors())
        first, self._cutoff, small = struct.unpack_from("<I4xII", content, 48)
        self._entries = self._chain(first)
        self._next_small = self._table(self._places(small, self._next))
        self._mini = self._named("Root Entry", cutoff=0)

    def streams(self, *names: str) -> Iterator[bytes]:
        """Give every stream that is called so."""
        for name in names:
            if (found := self._named(name, cutoff=self._cutoff)) is not None:
                yield found

    def _named(self, name: str, *, cutoff: int) -> bytes | None:
        wanted = name.encode("utf-16-le")
        for at in range(0, len(self._entries) - 127, 128):
            if self._entries[at : at + len(wanted) + 2] == wanted + b"\0\0":
                first, size = struct.unpack_from("<II", self._entries, at + 116)
                return (self._in_mini(first) if size < cutoff else self._chain(first))[:size]
        return None

    def _in_mini(self, first: int) -> bytes:
        mini, small = self._mini or b"", self._small
        return b"".join(mini[at * small : (at + 1) * small] for at in self._places(first, self._next_small))

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._places(first, self._next)))

    def _places(self, first: int, following: Sequence[int]) -> Iterator[int]:
        for _ in range(len(following) + 1):
            if first >= _NONE:
                return
            yield first
            first = following[first] if first < len(following) else _NONE
        raise ValueError("its sectors go round")

    def _sector(self, place: int) -> bytes:
        return self._content[(place + 1) * self._size : (place + 2) * self._size]

    def _table(self, sectors: Iterator[int]) -> Sequence[int]:
        held = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])

    def _table_sectors(self) -> Iterator[int]:
        yield from (each for each in struct.unpack_from("<109I", self._content, 76) if each < _NONE)
        more, count = struct.unpack_from("<II", self._content, 68)
        for _ in range(min(count, len(self._content) // self._size)):
            if more >= _NONE:
                return
            *held, more = struct.unpack(f"<{self._size // 4}I", self._sector(more))
            yield from (each for each in held if each < _NONE)

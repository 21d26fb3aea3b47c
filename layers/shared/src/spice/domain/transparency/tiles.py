"""A tree as objects that are written once: tiles of 256 hashes and bundles of entries (c2sp.org/tlog-tiles)."""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

from spice.domain.transparency.merkle import EMPTY, HASH_BYTES, NotProven, Subtree, leaf_hash, node_hash, root_of

WIDTH = 256
HEIGHT = 8
MOST_ENTRY_BYTES = 0xFFFF
Read = Callable[[str], bytes | None]
"""Fetches an object by its name; None where there is none."""


def tile_name(level: int, number: int, width: int = WIDTH) -> str:
    """Name a tile; one that is not full says how wide it is."""
    return f"tile/{level}/{_numbered(number, width)}"


def bundle_name(number: int, width: int = WIDTH) -> str:
    """Name a bundle of entries."""
    return f"tile/entries/{_numbered(number, width)}"


def _numbered(number: int, width: int) -> str:
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03d}")
    return "/".join(parts) + ("" if width == WIDTH else f".p/{width}")


def width_of(level: int, number: int, size: int) -> int:
    """Tell how many hashes a tile has in a tree of a size: 0 where it is not there."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - number * WIDTH))


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one behind the other, each behind its length."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(body: bytes, width: int, name: str) -> list[bytes]:
    """Read the entries of a bundle. Raises NotProven, with its name, when it does not hold so many."""
    entries, at = [], 0
    while at < len(body):
        end = at + 2 + int.from_bytes(body[at : at + 2], "big")
        if end > len(body) or at + 2 > len(body):
            raise NotProven(f"{name} ends within an entry")
        entries.append(body[at + 2 : end])
        at = end
    if len(entries) != width:
        raise NotProven(f"{name} has {len(entries)} entries, expected {width}")
    return entries


def read_tile(body: bytes, width: int, name: str) -> list[bytes]:
    """Read the hashes of a tile. Raises NotProven, with its name, when it does not hold so many."""
    if len(body) != width * HASH_BYTES:
        raise NotProven(f"{name} has {len(body)} bytes, expected {width * HASH_BYTES}")
    return [body[at : at + HASH_BYTES] for at in range(0, len(body), HASH_BYTES)]


class Edge:
    """The right edge of a tree: at each level the hashes of the tile that is not full yet, and the complete subtrees
    that the tree consists of, from the largest on: its root costs a hash for each of these."""

    def __init__(self, levels: Sequence[Sequence[bytes]] = (), *, size: int = 0) -> None:
        self._levels = [list(level) for level in levels]
        self._complete = [subtree for level in reversed(self._levels) for subtree in _complete(level)]
        self.size = size

    def append(self, entry: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add an entry; gives the tiles that it fills: level, number, body."""
        filled = list[tuple[int, int, bytes]]()
        hashed, height = leaf_hash(entry), 0
        self._add(0, hashed, filled)
        while self.size >> height & 1:
            hashed, height = node_hash(self._complete.pop(), hashed), height + 1
            if height % HEIGHT == 0:
                self._add(height // HEIGHT, hashed, filled)
        self._complete.append(hashed)
        self.size += 1
        return iter(filled)

    def _add(self, level: int, hashed: bytes, filled: list[tuple[int, int, bytes]]) -> None:
        if level == len(self._levels):
            self._levels.append([])
        tile = self._levels[level]
        tile.append(hashed)
        if len(tile) == WIDTH:
            self._levels[level] = []
            filled.append((level, self.size >> (HEIGHT * (level + 1)), b"".join(tile)))

    def tiles(self) -> Iterator[tuple[int, int, int, bytes]]:
        """Give the tiles that are not full: level, number, width, body."""
        for level, tile in enumerate(self._levels):
            if tile:
                yield level, self.size >> (HEIGHT * (level + 1)), len(tile), b"".join(tile)

    def root(self) -> bytes:
        """Hash the whole tree."""
        if not self._complete:
            return EMPTY
        return reduce(lambda found, left: node_hash(left, found), reversed(self._complete))


def _complete(hashes: Sequence[bytes]) -> Iterator[bytes]:
    """Hash the complete subtrees over subtrees that stand side by side, from the largest on."""
    at = 0
    for height in reversed(range(len(hashes).bit_length())):
        if len(hashes) >> height & 1:
            yield root_of(hashes[at : at + (1 << height)])
            at += 1 << height


class TileTree:
    """The tree of a size, read tile by tile."""

    def __init__(self, read: Read, size: int) -> None:
        self._read, self.size = read, size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def tile(self, level: int, number: int) -> list[bytes]:
        """Read a tile as the tree of this size has it. Raises NotProven."""
        if (level, number) not in self._tiles:
            width = width_of(level, number, self.size)
            name = tile_name(level, number, width)
            if (body := self._read(name)) is None:
                raise NotProven(f"{name} is gone")
            self._tiles[level, number] = read_tile(body, width, name)
        return self._tiles[level, number]

    @property
    def subtree(self) -> Subtree:
        """How proofs ask for hashes."""
        return self._subtree

    def _subtree(self, height: int, number: int) -> bytes:
        level, within = divmod(height, HEIGHT)
        first = number << within
        tile = self.tile(level, first // WIDTH)
        return root_of(tile[first % WIDTH : first % WIDTH + (1 << within)])

    def edge(self) -> Edge:
        """Read what the tree goes on from. Raises NotProven."""
        levels, level = [], 0
        while self.size >> (HEIGHT * level):
            number = self.size >> (HEIGHT * (level + 1))
            levels.append(self.tile(level, number) if width_of(level, number, self.size) else [])
            level += 1
        return Edge(levels, size=self.size)

    def entries(self, number: int) -> list[bytes]:
        """Read a bundle of entries and see that each is the tree's. Raises NotProven."""
        width = width_of(0, number, self.size)
        name = bundle_name(number, width)
        if (body := self._read(name)) is None:
            raise NotProven(f"{name} is gone")
        entries, hashes = read_bundle(body, width, name), self.tile(0, number)
        for at, (entry, hashed) in enumerate(zip(entries, hashes, strict=True)):
            if leaf_hash(entry) != hashed:
                raise NotProven(f"entry {number * WIDTH + at} of {name} is not that of {tile_name(0, number, width)}")
        return entries

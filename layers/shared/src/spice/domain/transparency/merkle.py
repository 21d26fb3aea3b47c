"""Merkle trees of RFC 6962 with SHA-256: roots, and proofs that an entry, or an older tree, is in one."""

from collections.abc import Callable, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree of a height, by its number among those of that height."""
EMPTY = sha256(b"").digest()
HASH_BYTES = 32


class NotProven(ValueError):
    """A proof does not show what it is for; the message says what is wrong with it."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right).digest()


def root_over(entries: Sequence[bytes]) -> bytes:
    """Hash the tree over entries."""
    return root_of([sha256(b"\x00" + entry).digest() for entry in entries])


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Hash the tree over leaf hashes; the last may be that of a subtree smaller than the others."""
    if not hashes:
        return EMPTY
    level = list(hashes)
    while len(level) > 1:
        # One that is left over is the same subtree a level higher, as RFC 6962 splits at the largest power of two.
        left_over = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level += left_over
    return level[0]


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Prove that an entry is in the tree of a size: siblings from the leaf to the root."""
    return _path(index, 0, size, subtree)


def path_in(entries: Sequence[bytes], index: int) -> list[bytes]:
    """Prove that an entry is in the tree over entries that are all here."""
    return inclusion_path(index, len(entries), lambda high, at: root_over(entries[at << high : (at + 1) << high]))


def consistency_path(old: int, size: int, subtree: Subtree) -> list[bytes]:
    """Prove that the tree of one size goes on from the tree of another."""
    return [] if old in (0, size) else _subproof(old, 0, size, subtree, whole=True)


def tree_root(size: int, subtree: Subtree) -> bytes:
    """Hash the tree of a size."""
    return _hash(0, size, subtree) if size else EMPTY


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """See that a path leads from a leaf to a root (RFC 9162, 2.1.3.2). Raises NotProven."""
    if not 0 <= index < size:
        raise NotProven(f"entry {index} is not in a tree of {size}")
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise NotProven("the path is longer than the tree is high")
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise NotProven("the path ends below the root")
    if found != root:
        raise NotProven("the path leads to another root")


def check_consistency(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> None:
    """See that the tree of one size begins with the tree of another (RFC 9162, 2.1.4.2). Raises NotProven."""
    if old > size:
        raise NotProven(f"a tree of {size} does not go on from one of {old}")
    if old in (0, size):
        if path:
            raise NotProven("nothing is to be proven, and there is a path")
        if old_root != (root if old else EMPTY):
            raise NotProven(f"two trees of size {old} have different roots")
        return
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        raise NotProven("there is no path")
    before, after = _climb(old - 1, size - 1, hashes)
    if before != old_root:
        raise NotProven("the path leads to another old root")
    if after != root:
        raise NotProven("the path leads to another root")


def _climb(at: int, last: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise NotProven("the path is longer than the tree is high")
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise NotProven("the path ends below the root")
    return before, after


def _split(low: int, high: int) -> int:
    return low + (1 << ((high - low - 1).bit_length() - 1))


def _hash(low: int, high: int, subtree: Subtree) -> bytes:
    count = high - low
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return subtree(height, low >> height)
    middle = _split(low, high)
    return node_hash(_hash(low, middle, subtree), _hash(middle, high, subtree))


def _path(index: int, low: int, high: int, subtree: Subtree) -> list[bytes]:
    if high - low == 1:
        return []
    middle = _split(low, high)
    if index < middle:
        return [*_path(index, low, middle, subtree), _hash(middle, high, subtree)]
    return [*_path(index, middle, high, subtree), _hash(low, middle, subtree)]


def _subproof(old: int, low: int, high: int, subtree: Subtree, *, whole: bool) -> list[bytes]:
    """RFC 6962's SUBPROOF; `whole`: the subtree is the old tree itself, whose root is known."""
    if old == high:
        return [] if whole else [_hash(low, high, subtree)]
    middle = _split(low, high)
    if old <= middle:
        return [*_subproof(old, low, middle, subtree, whole=whole), _hash(middle, high, subtree)]
    return [*_subproof(old, middle, high, subtree, whole=False), _hash(low, middle, subtree)]

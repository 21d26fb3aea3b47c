"""The tree over the log as a checkpoint tells it: which segments it has, and where in it each one stands."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from spice.domain.transparency.leaves import Leaf, read_leaf
from spice.domain.transparency.merkle import NotProven
from spice.domain.transparency.note import Checkpoint, read_checkpoint, split_note
from spice.domain.transparency.tiles import WIDTH, TileTree
from spice.messages.codec import encode
from spice.ports.proof_store import Newest, ProofStore

Ends = Mapping[str, tuple[int, int]]
"""Of each shard the last sequence that a tree has, and the number of its entry."""
_ends = msgspec.json.Decoder(dict[str, tuple[int, int]])


def kept_name(size: int) -> str:
    """Name the copy of a checkpoint that stays."""
    return f"checkpoints/{size}"


def ends_name(size: int) -> str:
    """Name what tells where each shard ends in the tree of a size."""
    return f"ends/{size}"


def next_name(size: int) -> str:
    """Name the entries that follow the tree of a size: they alone ever do."""
    return f"next/{size}"


def key_name(key_id: bytes) -> str:
    """Name the copy of the key that signatures with an id are checked by: for who knows it already."""
    return f"keys/{key_id.hex()}"


def write_ends(ends: Ends) -> bytes:
    """Write where each shard ends in a tree."""
    return encode(dict(sorted(ends.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A checkpoint, the note it is signed in, and the tree it is of."""

    checkpoint: Checkpoint
    note: str
    tree: TileTree

    def leaves(self, first: int = 0) -> Iterator[tuple[int, Leaf]]:
        """Walk the tree's entries from a number on. Raises NotProven."""
        for number in range(first // WIDTH, -(-self.checkpoint.size // WIDTH)):
            for at, line in enumerate(self.tree.entries(number), number * WIDTH):
                if at >= first:
                    yield at, read_leaf(line)

    def leaf(self, number: int) -> Leaf:
        """Read one entry. Raises NotProven."""
        if not 0 <= number < self.checkpoint.size:
            raise NotProven(f"the tree has {self.checkpoint.size} entries, and no entry {number}")
        return read_leaf(self.tree.entries(number // WIDTH)[number % WIDTH])


def told(note: bytes) -> Checkpoint:
    """Read what a note says, whoever signed it. Raises NotProven."""
    return read_checkpoint(split_note(text_of(note))[0])


def text_of(note: bytes) -> str:
    """Read a note's bytes. Raises NotProven."""
    try:
        return note.decode()
    except UnicodeDecodeError as broken:
        raise NotProven("a note is UTF-8") from broken


def read_sealed(proofs: ProofStore) -> Sealed | None:
    """Read the newest checkpoint, whoever signed it; None when nothing is sealed. Raises NotProven, Transient."""
    return None if (newest := proofs.newest()) is None else sealed_by(proofs, newest)


def sealed_by(proofs: ProofStore, newest: Newest) -> Sealed:
    """Read a checkpoint, whoever signed it, and the tree it is of. Raises NotProven."""
    checkpoint = told(newest.body)
    return Sealed(checkpoint=checkpoint, note=text_of(newest.body), tree=TileTree(proofs.read, checkpoint.size))


def ends_of(proofs: ProofStore, sealed: Sealed) -> Ends:
    """Tell where each shard ends in a tree. Raises NotProven.

    What was written of it is believed if the tree has these very entries: a shard's sequences have no gaps, so no other
    ends can have as many entries between them.
    """
    try:
        ends = _ends.decode(proofs.read(ends_name(sealed.checkpoint.size)) or b"{}")
    except msgspec.DecodeError:
        ends = {}
    return ends if _stand(sealed, ends) else counted(sealed.leaves())


def _stand(sealed: Sealed, ends: Ends) -> bool:
    size = sealed.checkpoint.size
    if sum(sequence for sequence, _ in ends.values()) != size or any(number >= size for _, number in ends.values()):
        return False
    found = [(shard, sequence, sealed.leaf(number)) for shard, (sequence, number) in ends.items()]
    return all((leaf.shard, leaf.sequence) == (shard, sequence) for shard, sequence, leaf in found)


def counted(leaves: Iterator[tuple[int, Leaf]]) -> dict[str, tuple[int, int]]:
    """Tell where each shard ends among entries, by reading them all."""
    return {leaf.shard: (leaf.sequence, number) for number, leaf in leaves}


def number_of(proofs: ProofStore, sealed: Sealed, shard: str, sequence: int) -> int | None:
    """Find the entry of a segment; None when no checkpoint covers it yet. Raises NotProven."""
    sizes = [*(each for each in proofs.sizes() if each < sealed.checkpoint.size), sealed.checkpoint.size]
    at = bisect_left(sizes, sequence, key=lambda size: _end(proofs, size, shard)[0])
    if at == len(sizes):
        return None
    last, number = _end(proofs, sizes[at], shard)
    # What one checkpoint adds of a shard stands side by side.
    found = sealed.leaf(number - (last - sequence))
    if (found.shard, found.sequence) != (shard, sequence):
        raise NotProven(f"{ends_name(sizes[at])} does not say where segment {shard}/{sequence} stands")
    return number - (last - sequence)


def _end(proofs: ProofStore, size: int, shard: str) -> tuple[int, int]:
    if (body := proofs.read(ends_name(size))) is None:
        raise NotProven(f"{ends_name(size)} is gone")
    return _ends.decode(body).get(shard, (0, 0))

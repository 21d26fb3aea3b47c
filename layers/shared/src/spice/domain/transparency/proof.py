"""A proof in a file of its own (c2sp.org/tlog-proof): of an entry of the tree, and of an event of its segment."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from spice.domain.transparency.leaves import Leaf, read_leaf
from spice.domain.transparency.merkle import HASH_BYTES, NotProven, check_inclusion, leaf_hash
from spice.domain.transparency.note import Check, Checkpoint, VerifierKey, open_checkpoint, strict_base64, strict_size

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class TlogProof:
    """An entry's place in a tree, the path to the root, the checkpoint that signs it; `extra` is not authenticated."""

    index: int
    path: Sequence[bytes]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        """Write it as a file."""
        extra = [] if self.extra is None else [f"extra {b64encode(self.extra).decode()}"]
        return "\n".join([HEADER, *extra, f"index {self.index}", *_written(self.path), "", self.checkpoint])


def read_proof(text: str) -> TlogProof:
    """Read a proof's file. Raises NotProven."""
    above, parted, checkpoint = text.partition("\n\n")
    header, *lines = above.split("\n")
    if header != HEADER or not parted:
        raise NotProven(f"a proof begins with {HEADER!r} and ends with a checkpoint")
    extra = strict_base64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise NotProven("a proof says which entry it is for: index N")
    index = strict_size(lines[0][6:])
    return TlogProof(index=index, path=_hashes(lines[1:]), checkpoint=checkpoint, extra=extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProof:
    """What beside a proof of its segment shows an event: the segment's entry, the event's number there and its path."""

    leaf: Leaf
    number: int
    path: Sequence[bytes]

    def __bytes__(self) -> bytes:
        """Write it as the extra data of a proof."""
        return "\n".join([self.leaf.line().decode(), f"event {self.number}", *_written(self.path)]).encode()


def read_event_proof(extra: bytes) -> EventProof:
    """Read the extra data of an event's proof. Raises NotProven."""
    try:
        line, *lines = extra.decode("ascii").split("\n")
    except UnicodeDecodeError as broken:
        raise NotProven("the proof's extra data is not that of an event") from broken
    if not lines or not lines[0].startswith("event "):
        raise NotProven("the proof's extra data names no event")
    return EventProof(leaf=read_leaf(line.encode()), number=strict_size(lines[0][6:]), path=_hashes(lines[1:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a proof has shown: the event's segment and number there, in the log of a checkpoint."""

    checkpoint: Checkpoint
    leaf: Leaf
    number: int


def check_event(text: str, line: bytes, key: VerifierKey, check: Check) -> Proven:
    """See that a proof shows an event's line, byte by byte, to be in the log of a key. Raises NotProven."""
    proof = read_proof(text)
    if proof.extra is None:
        raise NotProven("it is the proof of a segment, not of an event")
    event = read_event_proof(proof.extra)
    checkpoint = open_checkpoint(proof.checkpoint, key, check)
    leaf, number = event.leaf, event.number
    check_inclusion(leaf_hash(line), number, leaf.events, event.path, bytes.fromhex(leaf.events_root))
    check_inclusion(leaf_hash(leaf.line()), proof.index, checkpoint.size, proof.path, checkpoint.root)
    return Proven(checkpoint=checkpoint, leaf=leaf, number=number)


def _written(path: Sequence[bytes]) -> list[str]:
    return [b64encode(each).decode() for each in path]


def _hashes(lines: Sequence[str]) -> list[bytes]:
    if len(lines) > MOST_HASHES:
        raise NotProven(f"the path has {len(lines)} hashes, at most {MOST_HASHES} are read")
    found = [strict_base64(line) for line in lines]
    if any(len(each) != HASH_BYTES for each in found):
        raise NotProven(f"a hash of the path has not {HASH_BYTES} bytes")
    return found

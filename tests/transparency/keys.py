"""A key that seals in tests, and trees in a folder of objects."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from spice.adapters.ed25519 import is_signed
from spice.domain.transparency.note import Checkpoint, VerifierKey, write_note
from spice.domain.transparency.tiles import Edge, bundle_name, tile_name, write_bundle

ORIGIN = "example.com/log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = VerifierKey(name=ORIGIN, public=PRIVATE.public_key().public_bytes_raw())
check = is_signed


def note_of(text: str, *, key: VerifierKey = KEY, private: Ed25519PrivateKey = PRIVATE) -> str:
    """Sign a text."""
    return write_note(text, key, private.sign(text.encode()))


def grown(entries: Sequence[bytes], objects: dict[str, bytes] | None = None) -> tuple[Edge, dict[str, bytes]]:
    """A tree of entries, and the objects that it is kept as."""
    edge, kept = Edge(), {} if objects is None else objects
    for entry in entries:
        for level, number, body in edge.append(entry):
            kept[tile_name(level, number)] = body
    for level, number, width, body in edge.tiles():
        kept[tile_name(level, number, width)] = body
    for first in range(0, len(entries), 256):
        some = entries[first : first + 256]
        kept[bundle_name(first // 256, len(some))] = write_bundle(some)
    return edge, kept


def checkpoint_of(edge: Edge) -> str:
    """Sign what a tree is."""
    return note_of(Checkpoint(origin=ORIGIN, size=edge.size, root=edge.root()).text())

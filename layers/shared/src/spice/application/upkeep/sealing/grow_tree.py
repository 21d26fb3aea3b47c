"""Entries -> the objects of the tree that has them, too."""

from collections.abc import Sequence

from spice.application.ground.sealed_log import Ends, Sealed, ends_name, write_ends
from spice.domain.transparency.leaves import Leaf
from spice.domain.transparency.tiles import WIDTH, Edge, bundle_name, tile_name, write_bundle
from spice.ports.proof_store import ProofStore


def grow_tree(proofs: ProofStore, sealed: Sealed | None, ends: Ends, leaves: Sequence[Leaf]) -> Edge:
    """Keep every tile and bundle of the tree that has some entries more; again after a death. Raises AlreadyThere,
    NotProven, Transient."""
    edge = Edge() if sealed is None else sealed.tree.edge()
    first, after = edge.size, dict(ends)
    for number, leaf in enumerate(leaves, first):
        after[leaf.shard] = leaf.sequence, number
        for level, at, body in edge.append(leaf.line()):
            proofs.keep(tile_name(level, at), body)
    for level, at, width, body in edge.tiles():
        proofs.keep(tile_name(level, at, width), body)
    _keep_entries(proofs, sealed, first, [leaf.line() for leaf in leaves])
    proofs.keep(ends_name(edge.size), write_ends(after))
    return edge


def _keep_entries(proofs: ProofStore, sealed: Sealed | None, first: int, lines: Sequence[bytes]) -> None:
    number, filled = divmod(first, WIDTH)
    entries = [*(sealed.tree.entries(number) if sealed is not None and filled else []), *lines]
    for at in range(0, len(entries), WIDTH):
        some = entries[at : at + WIDTH]
        proofs.keep(bundle_name(number + at // WIDTH, len(some)), write_bundle(some))

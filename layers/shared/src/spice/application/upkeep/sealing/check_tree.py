"""A tree against itself: entries, tiles, root, and every checkpoint that was ever signed of it."""

from collections.abc import Iterator

from spice.application.ground.sealed_log import Sealed, kept_name, text_of
from spice.application.upkeep.sealing.checked import Checked
from spice.application.upkeep.sealing.known_tree import goes_on
from spice.domain.transparency.leaves import Leaf, read_leaf
from spice.domain.transparency.merkle import NotProven
from spice.domain.transparency.note import Check, Checkpoint, VerifierKey, open_checkpoint, read_checkpoint, split_note
from spice.domain.transparency.tiles import WIDTH, Edge, TileTree, bundle_name, tile_name, width_of
from spice.ports.proof_store import ProofStore
from spice.ports.signed_trees import SignedTree


class CheckTree:
    """Walks the entries of a tree; what they hash to must be what is kept and what was signed."""

    def __init__(
        self, proofs: ProofStore, key: VerifierKey | None, check: Check, signed: SignedTree | None = None
    ) -> None:
        """`signed` is the tree that is known, apart from the store, to have been signed last."""
        self._proofs, self._key, self._check, self._signed = proofs, key, check, signed

    def read(self, note: bytes) -> Checkpoint:
        """Read a checkpoint; without a key whoever signed it is believed. Raises NotProven."""
        if self._key is None:
            return read_checkpoint(split_note(text_of(note))[0])
        return open_checkpoint(text_of(note), self._key, self._check)

    def newest(self, found: Checked) -> Sealed | None:
        """Read the newest checkpoint and see that none newer was ever kept."""
        newest, sizes = self._proofs.newest(), self._proofs.sizes()
        if newest is None:
            if sizes:
                found.of_proofs("checkpoint", f"it is gone, and there was one of {sizes[-1]}")
            else:
                self._goes_on(None, found)
            return None
        try:
            checkpoint, note = self.read(newest.body), text_of(newest.body)
        except NotProven as wrong:
            found.of_proofs("checkpoint", str(wrong))
            return None
        if sizes and sizes[-1] > checkpoint.size:
            found.of_proofs("checkpoint", f"it was moved back to {checkpoint.size} from {sizes[-1]}")
        found.checkpoint, found.signed = checkpoint, self._key is not None
        sealed = Sealed(checkpoint=checkpoint, note=note, tree=TileTree(self._proofs.read, checkpoint.size))
        if not sizes or sizes[-1] <= checkpoint.size:
            self._goes_on(sealed, found)
        return sealed

    def _goes_on(self, sealed: Sealed | None, found: Checked) -> None:
        """See that what was signed last is there, or begins what is."""
        try:
            if self._signed is not None:
                goes_on(self._signed, sealed)
        except NotProven as wrong:
            found.of_proofs("checkpoint", str(wrong))

    def leaves(self, sealed: Sealed, since: Checkpoint | None, found: Checked) -> Iterator[Leaf]:
        """Walk the entries behind an older checkpoint, and see at the end that they are what was signed. Raises
        NotProven when they cannot be read."""
        first = 0 if since is None else since.size
        edge = Edge() if since is None else TileTree(self._proofs.read, first).edge()
        if since is not None and edge.root() != since.root:
            raise NotProven(f"the log does not go on from the checkpoint of {first}: it was forked")
        kept = {size for size in self._proofs.sizes() if first < size <= sealed.checkpoint.size}
        for number in range(first // WIDTH, -(-sealed.checkpoint.size // WIDTH)):
            for line in sealed.tree.entries(number)[max(0, first - number * WIDTH) :]:
                for level, at, body in edge.append(line):
                    self._compare(tile_name(level, at), body, found)
                if edge.size in kept:
                    self._kept(edge, found)
                yield self._leaf(line, edge.size - 1, number, sealed)
        for level, at, width, body in edge.tiles():
            self._compare(tile_name(level, at, width), body, found)
        if edge.root() != sealed.checkpoint.root:
            found.of_proofs("checkpoint", f"its root is not that of the {edge.size} entries")

    def _leaf(self, line: bytes, at: int, number: int, sealed: Sealed) -> Leaf:
        try:
            return read_leaf(line)
        except NotProven as wrong:
            name = bundle_name(number, width_of(0, number, sealed.checkpoint.size))
            raise NotProven(f"entry {at} of {name}: {wrong}") from wrong

    def _compare(self, name: str, body: bytes, found: Checked) -> None:
        standing = self._proofs.read(name)
        if standing != body:
            found.of_proofs(name, "it is gone" if standing is None else "it is not that of the entries")

    def _kept(self, edge: Edge, found: Checked) -> None:
        """See that a checkpoint that was kept is of this very tree."""
        name = kept_name(edge.size)
        try:
            checkpoint = self.read(self._proofs.read(name) or b"")
        except NotProven as wrong:
            found.of_proofs(name, str(wrong))
            return
        if (checkpoint.size, checkpoint.root) != (edge.size, edge.root()):
            found.of_proofs(name, "it was signed for another tree: the log was forked")

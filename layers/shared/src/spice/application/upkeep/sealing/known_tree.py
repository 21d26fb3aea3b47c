"""What was signed last, known apart from the store: noted before a signature is made, and held against the store."""

from spice.application.ground.sealed_log import Sealed
from spice.domain.transparency.merkle import NotProven, check_consistency, consistency_path
from spice.domain.transparency.note import Checkpoint
from spice.ports.signed_trees import SignedTree, SignedTrees


class KnownTree:
    """Takes the store's word for what it has not heard of, and never for less, or for another."""

    def __init__(self, trees: SignedTrees) -> None:
        self._trees = trees

    def hold(self, origin: str, sealed: Sealed | None) -> None:
        """See that a store has the tree that was signed last, or one that goes on from it, and know that from now on.
        Raises NotProven.

        A row may be older than the store: a database that was restored, or code from before. One that was not yet
        published may be ahead of it: who signed it died, and it is signed again.
        """
        last = self._trees.last(origin)
        if last is not None and (last.published or (sealed is not None and sealed.checkpoint.size >= last.size)):
            goes_on(last, sealed)
        if sealed is None or (last is not None and last.size > sealed.checkpoint.size):
            return
        here = SignedTree(size=sealed.checkpoint.size, root=sealed.checkpoint.root, published=True)
        if here != last:
            self._trees.replace(origin, last, here)

    def begin(self, before: int, checkpoint: Checkpoint) -> bool:
        """Note what follows the tree of a size before it is signed; False where something else does, or followed."""
        last, wanted = self._trees.last(checkpoint.origin), _tree(checkpoint, published=False)
        while last is None or last.size <= before:
            if self._trees.replace(checkpoint.origin, last, wanted):
                return True
            last = self._trees.last(checkpoint.origin)
        return (last.size, last.root) == (wanted.size, wanted.root)

    def end(self, checkpoint: Checkpoint) -> None:
        """Note that a checkpoint is published."""
        pending = _tree(checkpoint, published=False)
        self._trees.replace(checkpoint.origin, pending, _tree(checkpoint, published=True))


def goes_on(last: SignedTree, sealed: Sealed | None) -> None:
    """See that a store has the tree that was signed last, or one that goes on from it. Raises NotProven."""
    if sealed is None:
        raise NotProven(f"the checkpoint is gone, and one of {last.size} was signed")
    size, root = sealed.checkpoint.size, sealed.checkpoint.root
    if last.size > size:
        raise NotProven(f"the checkpoint was moved back to {size} from {last.size}")
    try:
        path = consistency_path(last.size, size, sealed.tree.subtree)
        check_consistency(last.size, last.root, size, root, path)
    except NotProven as wrong:
        raise NotProven(
            f"the tree of {size} does not go on from that of {last.size} that was signed: {wrong}"
        ) from wrong


def _tree(checkpoint: Checkpoint, *, published: bool) -> SignedTree:
    return SignedTree(size=checkpoint.size, root=checkpoint.root, published=published)

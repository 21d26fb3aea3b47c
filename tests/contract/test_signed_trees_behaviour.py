"""The tree that was signed last is noted apart from the proofs, by whoever saw what was noted before."""

from functools import partial

from spice.ports.signed_trees import SignedTree
from tests.contract.conftest import Stores
from tests.transparency.logs import SHARDS, Grown

LOG, OTHER = "spice.example/log", "spice.example/other"


def a_tree(size: int, *, root: bytes = bytes(32), published: bool = False) -> SignedTree:
    return SignedTree(size=size, root=root, published=published)


def test_a_tree_is_noted_in_place_of_the_one_that_was_read(stores: Stores) -> None:
    trees = stores.ports.signed_trees
    first, second = a_tree(7), a_tree(7, published=True)

    assert trees.last(LOG) is None
    assert trees.replace(LOG, None, first)
    assert not trees.replace(LOG, None, second)
    for other in (a_tree(8), a_tree(7, root=b"x" * 32), second):
        assert not trees.replace(LOG, other, a_tree(9))
    assert trees.last(LOG) == first
    assert trees.replace(LOG, first, second)

    assert (trees.last(LOG), trees.last(OTHER)) == (second, None)


def test_one_alone_notes_what_follows(stores: Stores) -> None:
    trees = stores.ports.signed_trees
    trees.replace(LOG, None, a_tree(7))

    won = stores.at_once([partial(trees.replace, LOG, a_tree(7), a_tree(8 + each)) for each in range(6)])

    assert (sum(won), trees.last(LOG)) == (1, a_tree(8 + won.index(True)))


def test_all_logs_are_forgotten_and_again(stores: Stores) -> None:
    trees = stores.ports.signed_trees
    for origin in (LOG, OTHER):
        trees.replace(origin, None, a_tree(7))

    for _ in range(2):
        trees.forget()

        assert (trees.last(LOG), trees.last(OTHER)) == (None, None)


def test_proofs_that_were_all_deleted_are_not_begun_again(stores: Stores) -> None:
    grown = Grown(trees=stores.ports.signed_trees)
    grown.append(SHARDS[0])
    assert grown.seal().wrong == []
    grown.proofs.objects.clear()
    grown.proofs.checkpoint = None
    grown.append(SHARDS[1])

    for _ in range(2):
        assert grown.seal().wrong == ["the checkpoint is gone, and one of 1 was signed"]

    assert (grown.proofs.checkpoint, grown.proofs.objects) == (None, {})

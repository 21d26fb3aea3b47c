"""What was signed last is known apart from the store: one that lost it, or has another, is not sealed again."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.memory.signed_trees import MemorySignedTrees
from spice.adapters.memory.signer import MemorySigner
from spice.adapters.memory.state import MemoryState
from spice.ports.signed_trees import SignedTree
from tests.flow.conftest import Deaths, Killed
from tests.transparency.logs import SHARDS, Grown, a_log

POINTS = (
    *("seal.after_next", "seal.after_tiles", "seal.after_noted"),
    *("seal.after_sign", "seal.after_checkpoint"),
)


class Noted(MemorySigner):
    """A signer that remembers the roots of each size."""

    def __init__(self) -> None:
        super().__init__()
        self.signed: dict[int, set[bytes]] = {}

    def sign(self, message: bytes) -> bytes:
        """Sign."""
        _, size, root, _ = message.split(b"\n")
        self.signed.setdefault(int(size), set()).add(root)
        return super().sign(message)


def last(grown: Grown) -> SignedTree:
    known = grown.trees.last(grown.signer.key().name)
    assert known is not None
    return known


def size_of(grown: Grown) -> int:
    return max(grown.proofs.sizes(), default=0)


def lose(grown: Grown) -> None:
    """Delete every object of the proofs."""
    grown.proofs.objects.clear()
    grown.proofs.checkpoint = None


def move_back(grown: Grown) -> None:
    """Put the store back to where it was a checkpoint ago, but for what was settled to follow."""
    *_, before, now = grown.proofs.sizes()
    grown.proofs.checkpoint = grown.proofs.objects[f"checkpoints/{before}"]
    del grown.proofs.objects[f"checkpoints/{now}"]


def fork(grown: Grown, seed: int = 2) -> None:
    """Put another tree of the same key in place, as large as the first."""
    other = a_log(40, seed=seed)
    grown.proofs.objects, grown.proofs.checkpoint = other.proofs.objects, other.proofs.checkpoint


LOSSES = {
    "gone": (lose, "the checkpoint is gone, and one of 40 was signed"),
    "moved back": (move_back, "the checkpoint was moved back to 30 from 40"),
    "another": (fork, "two trees of size 40 have different roots"),
    "a larger one": (
        lambda grown: fork(grown, 1),
        "the tree of 41 does not go on from that of 40 that was signed",
    ),
}


@pytest.mark.parametrize("how", LOSSES)
def test_a_store_that_lost_what_was_signed_is_not_sealed_again(how: str) -> None:
    grown = a_log(40)
    grown.signer = signer = Noted()
    harm, reason = LOSSES[how]
    harm(grown)
    before = dict(grown.proofs.objects)

    for _ in range(2):
        grown.append(SHARDS[0])
        (wrong,) = grown.seal().wrong
        assert reason in wrong

    assert (signer.signed, grown.proofs.objects) == ({}, before)
    assert any(reason in str(each) for each in grown.check_knowing().wrong)
    assert last(grown).size == 40


def test_what_is_put_back_is_gone_on_from() -> None:
    grown = a_log(40)
    objects, checkpoint = dict(grown.proofs.objects), grown.proofs.checkpoint
    lose(grown)
    grown.append(SHARDS[0])
    assert grown.seal().wrong

    grown.proofs.objects, grown.proofs.checkpoint = objects, checkpoint

    assert grown.seal().wrong == []
    assert (last(grown).size, size_of(grown), grown.check_knowing().wrong) == (41, 41, [])


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_any_step_is_gone_on_from(point: str) -> None:
    grown = a_log(30, unsealed=12)
    grown.signer = signer = Noted()
    deaths = Deaths(point)
    deaths.left = 1
    with pytest.raises(Killed):
        grown.sealing(crash=deaths)(seconds=5, at_once=True)
    grown.append(SHARDS[0])

    assert grown.seal().wrong == []
    assert last(grown) == SignedTree(size=43, root=last(grown).root, published=True)
    assert all(len(roots) == 1 for roots in signer.signed.values())
    assert grown.check_knowing().wrong == []


@pytest.mark.parametrize("point", POINTS[2:])
@pytest.mark.parametrize("harm", [lose, move_back])
def test_after_a_death_with_a_signature_no_other_root_is_signed(point: str, harm: Callable[[Grown], None]) -> None:
    grown = a_log(30)
    grown.signer = signer = Noted()
    grown.append(SHARDS[0])
    deaths = Deaths(point)
    deaths.left = 1
    with suppress(Killed):
        grown.sealing(crash=deaths)(seconds=5, at_once=True)
    harm(grown)
    for name in [each for each in grown.proofs.objects if each.startswith("next/")]:
        del grown.proofs.objects[name]
    grown.append(SHARDS[1])

    wrong = grown.seal().wrong

    assert any(each in wrong[0] for each in ("another tree was signed", "is gone", "moved back"))
    assert all(len(roots) == 1 for roots in signer.signed.values())
    assert set(signer.signed) <= {31}
    assert grown.check_knowing().wrong


@pytest.mark.parametrize("point", ["seal.after_noted", "seal.after_sign"])
def test_what_was_to_be_signed_is_followed_by_nothing_else(point: str) -> None:
    grown = a_log(30, unsealed=1)
    grown.signer = signer = Noted()
    deaths = Deaths(point)
    deaths.left = 1
    with pytest.raises(Killed):
        grown.sealing(crash=deaths)(seconds=5, at_once=True)
    del grown.proofs.objects["next/30"]
    grown.append(SHARDS[1])

    assert grown.seal().wrong == ["another tree was signed than that of 32, which follows 30"]
    assert set(signer.signed) <= {31}
    assert last(grown).size == 31


def test_of_a_platform_from_before_the_newest_checkpoint_is_taken_as_known() -> None:
    grown = a_log(40)
    grown.trees = MemorySignedTrees(MemoryState())

    # Though nothing is to follow it.
    assert grown.seal().wrong == []
    assert (last(grown).size, last(grown).published) == (40, True)
    lose(grown)
    assert "is gone" in grown.seal().wrong[0]


def test_an_older_row_is_taken_forward_when_the_store_goes_on_from_it() -> None:
    grown = a_log(40, seals=4)
    older, trees = a_log(20, seals=2), grown.trees
    grown.trees = older.trees
    assert last(grown).size == 20

    assert grown.check_knowing().wrong == []
    assert grown.seal().wrong == []
    assert last(grown) == trees.last(grown.signer.key().name)


def test_an_older_row_that_the_store_does_not_go_on_from_stops_sealing() -> None:
    grown = a_log(40, seals=4)
    grown.trees = a_log(20, seals=2, seed=1).trees
    grown.append(SHARDS[0])

    (wrong,) = grown.seal().wrong

    assert wrong.startswith("the tree of 40 does not go on from that of 20 that was signed")
    assert (size_of(grown), last(grown).size) == (40, 20)


def test_a_tree_that_is_begun_anew_is_of_another_name() -> None:
    grown = a_log(40)
    lose(grown)
    grown.signer = MemorySigner("another.example/log")

    assert grown.seal().wrong == []
    assert (last(grown).size, grown.check_knowing().wrong) == (40, [])
    assert isinstance(grown.proofs, MemoryProofStore)

"""Sealing: one tree, however often it dies, whoever else seals, and never two roots of one size."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from spice.adapters.memory.proof_store import MemoryProofStore
from spice.adapters.memory.signer import MemorySigner
from spice.application.ground.sealed_log import ends_of, number_of, read_sealed
from spice.domain.transparency.merkle import leaf_hash, root_over
from spice.domain.transparency.note import open_checkpoint
from spice.domain.transparency.tiles import TileTree, read_bundle, write_bundle
from spice.messages.event_lines import event_lines
from spice.ports.errors import Transient
from tests.flow.conftest import Deaths, Killed
from tests.transparency.keys import check
from tests.transparency.logs import SHARDS, Grown, a_log

POINTS = (
    *("seal.after_next", "seal.after_tiles", "seal.after_noted"),
    *("seal.after_sign", "seal.after_checkpoint"),
)


def checkpoint(grown: Grown) -> tuple[int, bytes]:
    newest = grown.proofs.newest()
    assert newest is not None
    found = open_checkpoint(newest.body.decode(), grown.signer.key(), check)
    return found.size, found.root


def test_everything_indexed_is_sealed_once_in_a_fixed_order() -> None:
    grown = a_log(60)

    sealed = read_sealed(grown.proofs)
    assert sealed is not None
    leaves = [leaf for _, leaf in sealed.leaves()]

    assert sealed.checkpoint.size == 60 == len({(leaf.shard, leaf.sequence) for leaf in leaves})
    for shard in SHARDS:
        mine = [leaf for leaf in leaves if leaf.shard == shard]
        assert [leaf.sequence for leaf in mine] == list(range(1, len(mine) + 1))
        assert [leaf.sha256 for leaf in mine] == [link.sha256 for link in grown.heads.chain[shard]]
    assert grown.seal().sealed == 0


def test_a_log_that_goes_on_from_the_old_format_is_sealed_as_well() -> None:
    grown = Grown()
    old = grown.append(SHARDS[0], old=True)
    new = grown.append(SHARDS[0])

    assert (old.header.format, old.header.events_root, new.header.format) == (1, None, 2)
    assert grown.seal().sealed == 2
    sealed = read_sealed(grown.proofs)
    assert sealed is not None
    assert sealed.leaf(0).events_root == root_over(event_lines(old.body)).hex()
    assert sealed.leaf(1).events_root == new.header.events_root
    assert grown.check().wrong == []


def test_a_segment_waits_at_most_five_minutes_and_a_minute_for_the_tick() -> None:
    grown = Grown()
    seal = grown.sealing()
    assert seal(seconds=5).waits_seconds == 0

    grown.append(SHARDS[0])
    grown.clock.advance(240)
    waits = seal(seconds=5)
    grown.append(SHARDS[1])
    grown.clock.advance(61)
    done = seal(seconds=5)

    assert (waits.sealed, 240 <= waits.waits_seconds < 242) == (0, True)
    assert (done.sealed, done.waits_seconds) == (2, 0)
    assert checkpoint(grown)[0] == 2


@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_any_step_leaves_one_tree(point: str) -> None:
    grown, left = a_log(30, unsealed=12), a_log(30, unsealed=12)
    deaths = Deaths(point)
    deaths.left = 1
    with pytest.raises(Killed):
        grown.sealing(crash=deaths)(seconds=5, at_once=True)
    for each in (grown, left):
        each.append(SHARDS[0])
        assert each.check().wrong == []

    done = grown.seal()
    left.seal()

    assert done.wrong == []
    assert grown.check().wrong == []
    assert checkpoint(grown)[0] == checkpoint(left)[0] == 43
    assert sorted(grown.proofs.sizes())[-1] == 43


def test_sealers_beside_each_other_sign_one_tree() -> None:
    grown = a_log(20, unsealed=8)
    signed: dict[int, set[bytes]] = {}

    class Noted(MemorySigner):
        def sign(self, message: bytes) -> bytes:
            _, size, root, _ = message.split(b"\n")
            signed.setdefault(int(size), set()).add(root)
            return super().sign(message)

    grown.signer = Noted()

    def meddling(point: str) -> None:
        if point in turns:
            turns.remove(point)
            grown.append(SHARDS[2])
            grown.sealing()(seconds=5, at_once=True)

    for point in POINTS:
        turns = {point}
        assert grown.sealing(crash=meddling)(seconds=5, at_once=True).wrong == []
        grown.append(SHARDS[1])

    assert grown.seal().wrong == []
    assert {len(roots) for roots in signed.values()} == {1}
    assert grown.check().wrong == []
    assert checkpoint(grown)[0] == sum(head.sequence for head in grown.heads.known.values())


def test_a_store_that_fails_now_and_then_leaves_one_tree() -> None:
    for failing in range(1, 16):
        grown = a_log(30, unsealed=8)

        class Shaky(type(grown.proofs)):  # type: ignore[misc]
            left = failing

            def keep(self, name: str, body: bytes) -> None:
                super().keep(name, body)
                self.left -= 1
                if self.left == 0:
                    raise Transient("s3", "it was written, and nobody heard of it")

        shaky = Shaky()
        shaky.objects, shaky.checkpoint = grown.proofs.objects, grown.proofs.checkpoint
        with suppress(Transient):
            grown.sealing(proofs=shaky)(seconds=5, at_once=True)
        grown.proofs.checkpoint = shaky.checkpoint

        assert grown.seal().wrong == []
        assert grown.check().wrong == []
        assert checkpoint(grown)[0] == 38


def wrong_of(grown: Grown) -> list[str]:
    grown.append(SHARDS[0])
    return grown.seal().wrong


def kept_before(grown: Grown) -> Iterator[int]:
    yield from (size for size in grown.proofs.sizes() if size < checkpoint(grown)[0])


def test_a_checkpoint_that_was_moved_back_is_not_gone_on_from() -> None:
    grown = a_log(40)
    before, now = max(kept_before(grown)), checkpoint(grown)[0]
    grown.trees.forget()
    grown.proofs.checkpoint = grown.proofs.objects[f"checkpoints/{before}"]

    assert wrong_of(grown) == [f"the checkpoint was moved back to {before} from {now} or more"]
    assert checkpoint(grown)[0] == before


def test_a_checkpoint_of_another_key_is_not_gone_on_from() -> None:
    grown = a_log(20)
    grown.signer = MemorySigner(seed=bytes([1]) * 32)

    assert "is not signed by" in wrong_of(grown)[0]


def test_a_checkpoint_of_another_key_is_noticed_though_nothing_is_to_follow_it() -> None:
    grown, other = a_log(20), a_log(20)
    other.signer, other.proofs = MemorySigner(seed=bytes([1]) * 32), MemoryProofStore()
    other.trees.forget()
    other.seal()
    seal = grown.sealing()
    before = seal(seconds=5)
    grown.proofs.checkpoint = other.proofs.checkpoint

    after = seal(seconds=5)

    assert (before.wrong, checkpoint(other)[0]) == ([], 20)
    assert "is not signed by" in after.wrong[0]


def test_a_tree_that_was_altered_is_not_gone_on_from() -> None:
    grown = a_log(20)
    tile, bundle = "tile/0/000.p/20", "tile/entries/000.p/20"
    altered = bytes(32) + grown.proofs.objects[tile][32:]
    entries = read_bundle(grown.proofs.objects[bundle], 20, bundle)
    forged = [entries[0].replace(b" 1 ", b" 3 "), *entries[1:]]

    grown.proofs.objects[tile] = altered
    assert wrong_of(grown) == [f"entry 0 of {bundle} is not that of {tile}"]
    grown.proofs.objects[bundle] = write_bundle(forged)
    grown.proofs.objects[tile] = b"".join(leaf_hash(entry) for entry in forged)
    assert wrong_of(grown) == ["the tiles are not those of the checkpoint of 20"]


def test_what_follows_a_tree_is_not_signed_when_the_log_has_something_else() -> None:
    grown = a_log(20, unsealed=4)
    deaths = Deaths("seal.after_next")
    deaths.left = 1
    with pytest.raises(Killed):
        grown.sealing(crash=deaths)(seconds=5, at_once=True)
    body = grown.proofs.objects["next/20"]
    grown.proofs.objects["next/20"] = body[:-1] + (b"0" if body[-1:] != b"0" else b"1")

    assert "which is another" in grown.seal().wrong[0]
    assert checkpoint(grown)[0] == 20


def test_a_broken_shard_is_set_apart_and_keeps_no_other_waiting() -> None:
    grown = a_log(20, unsealed=8)
    bad = grown.heads.chain[SHARDS[0]][-1]
    grown.log.take_out((bad.generation, SHARDS[0], bad.sequence))

    done = grown.seal()

    assert [(each.shard, each.sequence) for each in grown.quarantine.all()] == [(SHARDS[0], bad.sequence)]
    assert done.sealed == 7
    assert grown.seal().waits_seconds > 0


def test_a_sealed_segment_that_is_another_now_keeps_its_shard_from_going_on() -> None:
    grown = a_log(20, unsealed=8)
    sealed = read_sealed(grown.proofs)
    assert sealed is not None
    last, _ = ends_of(grown.proofs, sealed)[SHARDS[0]]
    link = grown.heads.chain[SHARDS[0]][last - 1]
    grown.log.take_out((link.generation, SHARDS[0], link.sequence))

    done = grown.seal()

    assert done.wrong == [
        f"segment {SHARDS[0]}/{last} of generation {link.generation}: it is sealed, and not in the log"
    ]
    assert done.sealed == 6


def test_where_shards_end_is_counted_when_what_tells_it_is_wrong() -> None:
    grown = a_log(50)
    sealed = read_sealed(grown.proofs)
    assert sealed is not None
    told = dict(ends_of(grown.proofs, sealed))

    for wrong in (b"", b"{}", b'{"instance-0000":[50,49]}', b'{"instance-0000":[50,4900]}', b"no json"):
        grown.proofs.objects["ends/50"] = wrong
        assert ends_of(grown.proofs, sealed) == told


def test_every_segment_that_is_sealed_is_found_in_the_tree() -> None:
    grown = a_log(60, seals=7, unsealed=3)
    sealed = read_sealed(grown.proofs)
    assert sealed is not None

    for number, leaf in sealed.leaves():
        assert number_of(grown.proofs, sealed, leaf.shard, leaf.sequence) == number
    assert number_of(grown.proofs, sealed, SHARDS[0], len(grown.heads.chain[SHARDS[0]])) is None
    assert TileTree(grown.proofs.read, 60).edge().root() == sealed.checkpoint.root

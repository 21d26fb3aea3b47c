"""Single changes of a sealed log: each is named by its place, and a log that only grows is never suspected."""

import random
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from spice.adapters.ed25519 import is_signed
from spice.adapters.memory.event_log import MemoryEventLog
from spice.application.upkeep.sealing.checked import Checked
from spice.application.upkeep.sealing.judge import Judge, Judged
from spice.application.upkeep.sealing.leaves_to_come import not_sealed
from spice.domain.transparency.leaves import Leaf
from spice.messages.frame import pack, unpack
from spice.messages.segment import make_segment, read_segment
from tests.transparency.logs import SHARDS, Grown, a_log

Place = tuple[int, str, int]
Change = Callable[[Grown, random.Random, list[Place]], set[Place]]
"""Changes one thing of a log; answers the places one of which must be named."""
SEGMENTS, TAIL = 300, 12


def stored(grown: Grown) -> dict[Place, bytes]:
    return vars(grown.log)["_segments"]  # type: ignore[no-any-return]


def a_bit(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    place = chance.choice(places)
    body = bytearray(stored(grown)[place])
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    stored(grown)[place] = bytes(body)
    return {place, (place[0], place[1], place[2] + 1)}


def a_byte(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    place = chance.choice(places)
    body, at = stored(grown)[place], chance.randrange(len(stored(grown)[place]))
    changes = (
        body[:at] + body[at + 1 :],
        body[:at] + b"\x00" + body[at:],
        body[:at],
        b"",
        pack(unpack(body)) + b"\x00",
    )
    stored(grown)[place] = chance.choice(changes)
    return {place}


def written_again(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    """Another event, in a segment that is well made."""
    place = chance.choice([each for each in places if read_segment(stored(grown)[each]).lines])
    segment = read_segment(stored(grown)[place])
    stored(grown)[place] = make_segment(
        segment.header, [*segment.lines[:-1], segment.lines[-1].__class__(type="X", version=1, key="x")]
    ).body
    return {place, (place[0], place[1], place[2] + 1)}


def deleted(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    place = chance.choice(places)
    del stored(grown)[place]
    return {place}


def swapped(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    one, other = chance.sample(places, 2)
    log = stored(grown)
    log[one], log[other] = log[other], log[one]
    return {one, other}


def inserted(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    generation, shard, sequence = place = chance.choice(places)
    free = {
        (generation, shard, max(each[2] for each in places if each[1] == shard) + chance.randint(1, 3)),
        (9, shard, sequence),
    }
    free |= {(generation, "instance-0005", chance.choice((1, sequence)))}
    at = chance.choice(sorted(free))
    stored(grown)[at] = stored(grown)[place]
    last = max(each[2] for each in places if each[1] == at[1]) + 1 if at[1] in SHARDS else 1
    return {at, (at[0], at[1], last), *((generation, at[1], last) for generation in range(1, 5))}


def cut_off(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    """The end of a shard, from somewhere that a checkpoint covers."""
    sealed = [each for each in places if each[1] in SHARDS]
    place = chance.choice(sealed)
    for each in [each for each in stored(grown) if each[1] == place[1] and each[2] >= place[2]]:
        del stored(grown)[each]
    return {place}


def forked(grown: Grown, chance: random.Random, places: list[Place]) -> set[Place]:
    """A shard that goes on otherwise from somewhere, in a chain that is whole."""
    place = chance.choice(places)
    other = Grown(log=MemoryEventLog(), clock=grown.clock)
    for generation, shard, sequence in sorted(stored(grown), key=lambda each: each[2]):
        if shard == place[1] and sequence < place[2]:
            body = stored(grown)[generation, shard, sequence]
            other.heads.take(read_segment(body))
    for each in [each for each in stored(grown) if each[1] == place[1] and each[2] >= place[2]]:
        del stored(grown)[each]
        segment = other.append(place[1], 2)
        stored(grown)[segment.header.generation, place[1], segment.header.sequence] = segment.body
    return {(generation, place[1], place[2]) for generation in range(1, 9)}


OF_SEGMENTS = (a_bit, a_byte, written_again, deleted, swapped, inserted, cut_off, forked)


def moved_back(grown: Grown, chance: random.Random) -> str:
    before = chance.choice(grown.proofs.sizes()[:-1])
    grown.proofs.checkpoint = grown.proofs.objects[f"checkpoints/{before}"]
    return "checkpoint"


def of_proofs(grown: Grown, chance: random.Random) -> str:
    """A bit of anything that proves the log, or the whole of it gone."""
    name = chance.choice([each for each in sorted(needed(grown)) if not each.startswith(("ends/", "next/"))])
    body = bytearray(grown.proofs.objects[name])
    if chance.random() < 0.5 and not name.startswith("checkpoints/"):
        del grown.proofs.objects[name]
        return name
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    grown.proofs.objects[name] = bytes(body)
    return name


def needed(grown: Grown) -> set[str]:
    """What the newest tree consists of, and every checkpoint."""
    size = grown.proofs.sizes()[-1]
    partial = {f"tile/{level}.p/{width}" for level, width in ((f"0/{size >> 8:03d}", size % 256), ("1/000", size >> 8))}
    bundles = {f"tile/entries/{size >> 8:03d}.p/{size % 256}"}
    full = {each for each in grown.proofs.objects if each.startswith("tile/") and ".p/" not in each}
    return full | partial | bundles | {each for each in grown.proofs.objects if each.startswith("checkpoints/")}


@pytest.fixture(scope="module")
def whole() -> Grown:
    return a_log(SEGMENTS, unsealed=TAIL)


def copied(grown: Grown) -> Grown:
    copy = Grown(heads=grown.heads, clock=grown.clock)
    stored(copy).update(stored(grown))
    copy.proofs.objects, copy.proofs.checkpoint = dict(grown.proofs.objects), grown.proofs.checkpoint
    return copy


def named(found: Checked) -> set[Place]:
    return {(each.generation or 0, each.shard, each.sequence or 0) for each in found.wrong if each.shard is not None}


def sweep(whole: Grown, rounds: int) -> None:
    places = [place for place in sorted(stored(whole))]
    sealed = [place for place in places if place[2] <= whole.heads.known[place[1]].sequence - TAIL // len(SHARDS)]
    for seed in range(rounds):
        chance, grown = random.Random(seed), copied(whole)
        change = chance.choice(OF_SEGMENTS)
        meant = change(grown, chance, sealed)
        assert named(grown.check()) & meant, (seed, change.__name__, sorted(meant))
        grown = copied(whole)
        name = chance.choice((moved_back, of_proofs))(grown, chance)
        told = [each.reason for each in grown.check().wrong]
        assert any(name in each for each in told), (seed, name, told)


def test_a_log_that_nobody_changed_is_whole(whole: Grown) -> None:
    found = whole.check()

    sealed = len(stored(whole)) - TAIL
    assert sealed >= SEGMENTS
    assert (found.wrong, found.sealed, found.behind, found.signed) == ([], sealed, TAIL, True)


def test_every_change_of_some_hundred_is_named(whole: Grown) -> None:
    sweep(whole, 80)


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_every_change_of_ten_thousand_is_named(whole: Grown) -> None:
    sweep(whole, 10_000)


@pytest.mark.parametrize("change", OF_SEGMENTS)
def test_a_change_of_each_kind_is_named(whole: Grown, change: Change) -> None:
    places = [place for place in sorted(stored(whole)) if place[2] <= whole.heads.known[place[1]].sequence - 3]
    grown = copied(whole)

    meant = change(grown, random.Random(7), places)

    assert named(grown.check()) & meant


def test_a_log_that_only_grows_is_never_suspected() -> None:
    """A thousand steps, and all of the log is checked at each. What a signature is worth is remembered, and no threads
    hash the segments: of a log as small as that, both would take longer than all else."""
    chance, grown = random.Random(3), Grown(believes=cache(is_signed))
    before: list[bytes] = []
    for step in range(1_000):
        if chance.random() < 0.05:
            grown.close(chance.choice(SHARDS[:3]))
        else:
            grown.append(chance.choice(SHARDS), 1)
        if chance.random() < 0.3:
            grown.seal()
            newest = grown.proofs.newest()
            before.extend([newest.body] if newest else [])
        assert grown.check(judge=hashed(grown)).wrong == [], step
        if before:
            assert grown.check(since=chance.choice(before), judge=hashed(grown)).wrong == [], step
    assert grown.check().wrong == []


def hashed(grown: Grown) -> Judge:
    """Read and hash every segment, one behind the other."""

    def judge(leaves: Iterable[Leaf]) -> Judged:
        for leaf in leaves:
            yield leaf, not_sealed(leaf, grown.log.read(leaf.generation, leaf.shard, leaf.sequence))

    return judge


def test_who_held_on_to_a_checkpoint_sees_a_log_made_anew() -> None:
    one, other = a_log(40, seed=1), a_log(40, seed=2)
    held, newest = one.proofs.newest(), other.proofs.newest()
    assert held is not None
    assert newest is not None

    found = other.check(since=held.body)

    assert other.check().wrong == []
    assert any("forked" in each.reason or "moved back" in each.reason for each in found.wrong)


def test_who_held_on_to_a_checkpoint_sees_it_moved_back() -> None:
    grown = a_log(40)
    held = grown.proofs.newest()
    assert held is not None
    for size in [each for each in grown.proofs.sizes() if each > 10]:
        del grown.proofs.objects[f"checkpoints/{size}"]
    grown.proofs.checkpoint = grown.proofs.objects["checkpoints/10"]

    assert "it was moved back to 10 from 40" in grown.check(since=held.body).wrong[0].reason


def test_only_what_is_new_is_read_since_a_checkpoint(whole: Grown) -> None:
    before = whole.proofs.objects[f"checkpoints/{whole.proofs.sizes()[-2]}"]

    found = whole.check(since=before)

    assert (found.wrong, found.behind) == ([], TAIL)
    assert found.sealed == len(stored(whole)) - TAIL - whole.proofs.sizes()[-2]


def test_the_end_of_a_log_that_no_checkpoint_covered_can_be_cut_off_unseen() -> None:
    grown = a_log(40, unsealed=4)
    for shard in SHARDS:
        head = grown.heads.known[shard]
        grown.log.take_out((head.generation, shard, head.sequence))

    assert grown.check().wrong == []

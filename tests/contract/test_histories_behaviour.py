"""Histories: in the index, in packs, or half of each, they are the same."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from spice.application.upkeep.pack_histories import PackHistories
from spice.messages.codec import encode
from spice.messages.event import Event, decode_event
from spice.messages.history import fold
from spice.messages.segment import Line
from spice.ports.errors import Momentary, Permanent
from spice.ports.histories import Histories, OpenEnd
from spice.ports.packs import Packs
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, THING, Writer, created, deleted, stream, updated

values = st.one_of(
    st.text(max_size=5), st.integers(), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False)
)
changes = st.dictionaries(st.sampled_from(["p-a", "p-b", "p-c"]), values, max_size=3)
steps = st.lists(st.tuples(st.sampled_from(["write", "unset", "delete"]), changes), min_size=1, max_size=12)


def history(steps: Sequence[tuple[str, dict[str, object]]], identity: str) -> list[Line]:
    """Turn random steps into events that can follow one another."""
    lines: list[Line] = []
    live = False
    for version, (step, data) in enumerate(steps, 1):
        if not live:
            lines.append(created(identity, data, version=version, at=len(lines)))
        elif step == "delete":
            lines.append(deleted(identity, version, at=len(lines)))
        else:
            unset = list(data) if step == "unset" else []
            lines.append(updated(identity, version, {} if unset else data, at=len(lines), unset=unset))
        live = lines[-1].type != "InstanceDeleted"
    return lines


def pack(stores: Stores, *, every: int) -> int:
    """Pack what is that long, with a snapshot as often."""
    return PackHistories(stores.ports.histories, stores.ports.packs, lambda: str(uuid4()), every=every)()


def check(stores: Stores, identity: str, expected: Sequence[Event]) -> None:
    """Every state at every version is the fold of the events up to it."""
    reader = stores.ports.instances
    assert list(reader.events(DATABASE, THING, identity)) == list(expected)
    assert reader.instance(DATABASE, THING, identity) == fold(expected)
    for event in expected:
        version = event.version
        assert reader.at_version(DATABASE, THING, identity, version) == fold(expected[:version])
        assert list(reader.events(DATABASE, THING, identity, up_to=version)) == list(expected[:version])
    assert reader.at_version(DATABASE, THING, identity, len(expected) + 1) is None
    assert reader.at_version(DATABASE, THING, identity, 0) is None


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(steps, min_size=1, max_size=4))
def test_packed_or_not_every_version_is_a_full_replay(
    stores: Stores, parts: list[list[tuple[str, dict[str, object]]]]
) -> None:
    identity, writer, expected = str(uuid4()), Writer(stores, shard=f"instance-{uuid4().int % 10**9}"), list[Event]()
    lines = history([step for part in parts for step in part], identity)
    cuts = [0, *(sum(map(len, parts[: n + 1])) for n in range(len(parts)))]
    for start, end in pairwise(cuts):
        batch = [structs.replace(line, command=n) for n, line in enumerate(lines[start:end])]
        expected += [event for _, event, _ in writer.write(*batch).events]
        check(stores, identity, read_back(expected))
        pack(stores, every=3)
        check(stores, identity, read_back(expected))


def read_back(events: Sequence[Event]) -> list[Event]:
    """Events as they are once they have been JSON."""
    return [decode_event(encode(event)) for event in events]


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores)


def long(writer: Writer, versions: int, identity: str = "a") -> list[Event]:
    """A history with a segment a version."""
    events = [event for _, event, _ in writer.write(created(identity, {"p-n": 1})).events]
    for version in range(2, versions + 1):
        events += [event for _, event, _ in writer.write(updated(identity, version, {"p-n": version})).events]
    return events


def test_a_long_tail_is_found_by_its_length(writer: Writer) -> None:
    long(writer, 5)
    long(writer, 3, "b")
    histories = writer.stores.ports.histories

    assert list(histories.long_tails(at_least=4, limit=10)) == [stream("a")]
    assert len(histories.long_tails(at_least=1, limit=1)) == 1
    assert list(histories.long_tails(at_least=6, limit=10)) == []


def test_what_is_packed_leaves_the_tail(writer: Writer) -> None:
    long(writer, 5)

    packed = pack(writer.stores, every=4)

    assert packed == 1
    assert list(writer.stores.ports.histories.long_tails(at_least=1, limit=10)) == []


class CarelessPacks:
    """Packs that keep all but the last byte."""

    def __init__(self, packs: Packs) -> None:
        self._packs = packs

    def write(self, name: str, body: bytes) -> None:
        """Store most of it."""
        self._packs.write(name, body[:-1])

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range."""
        return self._packs.read(name, offset, length)

    def written_before(self, moment: datetime) -> Sequence[str]:
        """Name the old ones."""
        return self._packs.written_before(moment)

    def delete(self, name: str) -> None:
        """Remove a pack."""
        self._packs.delete(name)


def test_a_tail_is_kept_until_its_pack_was_read_back(writer: Writer) -> None:
    events, ports = long(writer, 5), writer.stores.ports
    packing = PackHistories(ports.histories, CarelessPacks(ports.packs), lambda: str(uuid4()), every=4)

    with pytest.raises(Permanent, match="reads back differently"):
        packing()

    assert list(ports.histories.long_tails(at_least=4, limit=10)) == [stream("a")]
    check(writer.stores, "a", events)


def test_a_history_goes_on_behind_its_pack(writer: Writer) -> None:
    events = long(writer, 250)
    pack(writer.stores, every=100)
    for version in range(251, 270):
        events += [event for _, event, _ in writer.write(updated("a", version, {"p-n": version})).events]

    reader = writer.stores.ports.instances
    assert [event.version for event in reader.events(DATABASE, THING, "a")] == list(range(1, 270))
    for version in (1, 99, 100, 101, 200, 250, 251, 269):
        assert reader.at_version(DATABASE, THING, "a", version) == fold(events[:version])


def test_a_full_bundle_is_left_as_it_is(writer: Writer) -> None:
    """Two snapshots and a full bundle are 60 events where one snapshot is 3."""
    ports, events = writer.stores.ports, long(writer, 70)
    first = pack(writer.stores, every=3)
    for version in range(71, 140):
        events += [event for _, event, _ in writer.write(updated("a", version, {"p-n": version})).events]

    end = ports.histories.open_end(stream("a"), closed=60)
    second = pack(writer.stores, every=3)

    assert (first, second) == (1, 1)
    assert end.before == fold(events[:60])
    assert [event.version for event in end.events] == list(range(61, 140))
    assert [event.version for event in ports.histories.open_end(stream("a"), closed=60).events] == list(range(121, 140))
    # The first pack still has the first bundle, the second took the rest of it.
    assert ports.histories.retire(older_than_seconds=-10) == []
    check(writer.stores, "a", read_back(events))


def test_a_part_of_a_history_is_read(writer: Writer) -> None:
    events = long(writer, 130)
    pack(writer.stores, every=3)
    for version in range(131, 135):
        events += [event for _, event, _ in writer.write(updated("a", version, {"p-n": version})).events]
    reader, expected = writer.stores.ports.instances, read_back(events)

    for after, up_to in ((0, 5), (59, 61), (60, 120), (100, 132), (131, 134), (133, None), (134, None), (0, None)):
        assert list(reader.events(DATABASE, THING, "a", after=after, up_to=up_to)) == expected[after:up_to]


def test_what_was_packed_further_meanwhile_is_not_replaced(writer: Writer) -> None:
    ports = writer.stores.ports
    long(writer, 5)
    before = ports.histories.open_end(stream("a"), closed=60)
    writer.write(updated("a", 6, {"p-n": 6}))
    pack(writer.stores, every=3)

    with pytest.raises(Momentary, match="packed meanwhile"):
        PackHistories(Stale(ports.histories, before), ports.packs, lambda: str(uuid4()), every=3)()

    assert [event.version for event in ports.instances.events(DATABASE, THING, "a")] == list(range(1, 7))


def test_a_pack_that_was_refused_is_unknown_and_one_that_was_taken_is_not(writer: Writer) -> None:
    ports, names = writer.stores.ports, ["first", "second"]
    long(writer, 5)
    before = ports.histories.open_end(stream("a"), closed=60)
    writer.write(updated("a", 6, {"p-n": 6}))
    PackHistories(ports.histories, ports.packs, lambda: names[0], every=3)()
    with pytest.raises(Momentary):
        PackHistories(Stale(ports.histories, before), ports.packs, lambda: names[1], every=3)()

    assert list(ports.histories.unknown([*names, "never"])) == ["second", "never"]
    assert ports.histories.unknown([]) == []


class Stale:
    """Histories that tell an end as it was."""

    def __init__(self, histories: Histories, end: OpenEnd) -> None:
        self._end = end
        self.packed, self.retire, self.unknown = histories.packed, histories.retire, histories.unknown

    def long_tails(self, *, at_least: int, limit: int) -> list[UUID]:
        """List the stream."""
        return [stream("a")]

    def open_end(self, stream: UUID, *, closed: int) -> OpenEnd:
        """Tell what it was."""
        return self._end


def test_packs_that_were_replaced_are_named_and_forgotten(writer: Writer) -> None:
    long(writer, 5)
    pack(writer.stores, every=4)
    histories = writer.stores.ports.histories
    assert histories.retire(older_than_seconds=-10) == []

    for version in range(6, 12):
        writer.write(updated("a", version, {"p-n": version}))
    pack(writer.stores, every=4)

    assert histories.retire(older_than_seconds=3600) == []
    assert len(histories.retire(older_than_seconds=-10)) == 1
    assert histories.retire(older_than_seconds=-10) == []


def test_a_replay_beside_a_pack_gives_the_same(writer: Writer) -> None:
    events = long(writer, 8)
    pack(writer.stores, every=4)
    writer.stores.ports.next_index.begin(go_on=False)
    long(Writer(writer.stores, beside=True), 8)
    writer.stores.ports.next_index.swap(lambda: None)

    check(writer.stores, "a", read_back(events))


def test_a_head_tells_where_its_event_stands(writer: Writer) -> None:
    long(writer, 3)
    writer.write(created("b"), deleted("a", 4, at=1))

    head = writer.stores.ports.instances.head(DATABASE, THING, "a")

    assert head is not None
    assert (head.version, head.deleted, head.class_id) == (4, True, THING)
    place = head.position
    assert (place.generation, place.shard, place.sequence, place.n) == (1, "instance-0000", 4, 1)
    assert writer.stores.ports.instances.head(DATABASE, THING, "none") is None
    assert writer.stores.ports.instances.instance(DATABASE, THING, "none") is None
    assert list(writer.stores.ports.instances.events(DATABASE, THING, "none")) == []
    assert writer.stores.ports.instances.count(DATABASE, [THING]) == 1

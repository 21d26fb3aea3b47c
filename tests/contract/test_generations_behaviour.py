"""Maps of keys to partitions: writers, relays and the index agree on them while a family grows."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from spice.application.work.close_shard import closing_segment
from spice.application.work.shard_generations import following
from spice.domain.identity import partition_of
from spice.domain.shards import Shard
from spice.messages.record_batch import Record
from spice.messages.segment import Closing
from spice.ports.generations import ASKED, BEGUN, CLOSING, ShardMap
from spice.ports.outbox import OutboxRow
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import Writer, created, done
from tests.contract.test_outbox_behaviour import TOPIC, Relay, keep
from tests.support.memory_platform import START

FAMILY = "instance"
NEXT = ShardMap(family=FAMILY, generation=2, partitions=12, state=ASKED)
CLOSES = Closing(next_generation=2, partitions=12, before=6)
KEY = next(key for key in map(str, range(1000)) if partition_of(key, 12) >= 6)
OLD, NEW = partition_of(KEY, 6), partition_of(KEY, 12)


def going(stores: Stores) -> list[tuple[str, int]]:
    return [(topic, partition) for topic, partition in stores.ports.outbox.shards()]


def close(stores: Stores, partition: int) -> bool:
    model, shard = stores.ports.model, Shard(FAMILY, partition).name
    snapshot = model.snapshot(shard, Wanted())
    segment = closing_segment(following(snapshot.head, snapshot.generation), CLOSES, now=START)
    return model.apply(Writer(stores, shard=shard).change(segment))


def test_the_first_map_is_what_the_topic_says(stores: Stores) -> None:
    generations = stores.ports.generations

    assert generations.current(FAMILY) == generations.newest(FAMILY)
    assert generations.newest(FAMILY) == ShardMap(family=FAMILY, generation=1, partitions=6, state=BEGUN)
    assert stores.ports.model.generation(FAMILY).number == 1


def test_the_first_map_is_kept_once(stores: Stores) -> None:
    generations, first = stores.ports.generations, ShardMap(family=FAMILY, generation=1, partitions=6)

    generations.first(first)
    generations.first(ShardMap(family=FAMILY, generation=1, partitions=7))

    assert (generations.newest(FAMILY), generations.current(FAMILY)) == (first, first)


def test_each_step_may_be_repeated(stores: Stores) -> None:
    generations, told = stores.ports.generations, []

    for _ in range(2):
        told.append(generations.ask(NEXT).state)
    for _ in range(2):
        generations.pause(FAMILY)
        told.append(generations.newest(FAMILY).state)
    for _ in range(2):
        generations.begin(NEXT)
        told.append(generations.ask(NEXT).state)

    assert told == [ASKED, ASKED, CLOSING, CLOSING, BEGUN, BEGUN]
    assert (generations.current(FAMILY).partitions, generations.current("ontology").partitions) == (12, 3)


def test_another_growth_is_not_asked_for_meanwhile(stores: Stores) -> None:
    stores.ports.generations.ask(NEXT)

    answered = stores.ports.generations.ask(ShardMap(family=FAMILY, generation=2, partitions=24))

    assert answered == NEXT


def test_writers_that_knew_the_old_map_use_the_new_one_at_once(stores: Stores) -> None:
    keep(stores, 1, key=KEY)
    stores.ports.generations.ask(NEXT)
    keep(stores, 2, key=KEY)

    before = going(stores), stores.ports.generations.drained(FAMILY)
    stores.ports.outbox.drain(TOPIC, OLD, Relay(), limit=10)
    after = going(stores), stores.ports.generations.drained(FAMILY)

    assert before == ([(TOPIC, OLD)], False)
    assert after == ([], True)
    assert stores.ports.outbox.drain(TOPIC, NEW, Relay(), limit=10) == 0
    stores.ports.generations.begin(NEXT)
    assert going(stores) == [(TOPIC, NEW)]


def test_nothing_goes_while_a_map_is_closed(stores: Stores) -> None:
    keep(stores, 1, key=KEY)
    stores.ports.generations.ask(NEXT)
    stores.ports.generations.pause(FAMILY)

    assert going(stores) == []
    assert stores.ports.outbox.drain(TOPIC, OLD, Relay(), limit=10) == 0


def test_late_rows_go_first_and_by_the_new_map(stores: Stores) -> None:
    keep(stores, 1, key=KEY)
    stores.ports.generations.ask(NEXT)
    keep(stores, 2, key=KEY)
    stores.ports.generations.pause(FAMILY)
    stores.ports.generations.begin(NEXT)
    remaps: list[int | None] = []

    def late(rows: Sequence[OutboxRow]) -> int:
        remaps.extend(row.remap for row in rows)
        return len(rows)

    first = going(stores), stores.ports.outbox.drain(TOPIC, NEW, late, limit=10)
    taken = stores.ports.outbox.drain(TOPIC, OLD, late, limit=10)
    then = stores.ports.outbox.drain(TOPIC, NEW, late, limit=10)

    assert first == ([(TOPIC, OLD)], 0)
    assert (taken, then, remaps) == (1, 1, [12, None])


def test_what_is_put_back_waits_for_a_later_map_and_goes_before_the_rest(stores: Stores) -> None:
    stores.ports.outbox.put_back(TOPIC, OLD, [Record(key=KEY.encode(), value=b"{}")])
    waits = going(stores)
    stores.ports.generations.ask(NEXT)
    stores.ports.generations.begin(NEXT)
    keep(stores, 2, key=KEY)

    assert waits == []
    assert going(stores) == [(TOPIC, OLD)]


def test_a_pause_waits_for_the_claim_that_is_held(stores: Stores) -> None:
    keep(stores, 1, key=KEY)
    stores.ports.generations.ask(NEXT)
    inside, ended = threading.Event(), list[str]()

    def slow(rows: Sequence[OutboxRow]) -> int:
        inside.set()
        time.sleep(0.3)
        ended.append("relay")
        return len(rows)

    def pause() -> None:
        inside.wait(10)
        stores.ports.generations.pause(FAMILY)
        ended.append("pause")

    stores.at_once([lambda: stores.ports.outbox.drain(TOPIC, OLD, slow, limit=10), pause])

    assert ended == ["relay", "pause"]


def test_the_last_closing_segment_begins_the_next_generation(stores: Stores) -> None:
    for partition in range(5):
        assert close(stores, partition)
    waiting = stores.ports.model.generation(FAMILY).number

    assert close(stores, 5)

    begun = stores.ports.model.snapshot("instance-0011", Wanted()).generation
    assert (waiting, begun.number, begun.partitions, begun.floor) == (1, 2, 12, START)
    assert stores.ports.model.generation(FAMILY) == begun
    assert stores.ports.model.heads(["instance-0000"])["instance-0000"].closes == CLOSES


def test_shards_closed_at_once_begin_it_once(stores: Stores) -> None:
    closed = stores.at_once([partial(close, stores, partition) for partition in range(6)])

    assert closed == [True] * 6
    assert stores.ports.model.generation(FAMILY).number == 2


def test_nothing_follows_a_closing_segment_in_its_generation(stores: Stores) -> None:
    writer = Writer(stores)
    writer.write(created("a"))
    for partition in range(6):
        close(stores, partition)
    # It comes in order: only its generation is over.
    writer.head = stores.ports.model.heads([writer.shard])[writer.shard]
    zombie = writer.change(writer.segment(created("b")))

    assert zombie.head.sequence == writer.head.sequence + 1
    assert not stores.ports.model.apply(zombie)


def test_what_is_parked_moves_with_its_key(stores: Stores) -> None:
    writer = Writer(stores, shard=Shard(FAMILY, OLD).name)
    record: dict[str, object] = {"letter": str(UUID(int=7)), "command_id": None, "key": "", "value": "", "headers": []}
    writer.write(outcomes=[done("poison", state="PARKED", key=KEY, attempt=1, record=record)])
    for partition in range(6):
        close(stores, partition)

    snapshots = [stores.ports.model.snapshot(Shard(FAMILY, n).name, Wanted(keys=[KEY])) for n in (OLD, NEW)]

    assert [list(snapshot.parked) for snapshot in snapshots] == [[], [KEY]]


def test_an_emptied_index_forgets_its_generations(stores: Stores) -> None:
    for partition in range(6):
        close(stores, partition)

    stores.ports.model.forget()

    assert stores.ports.model.generation(FAMILY).number == 1
    assert stores.ports.model.heads(["instance-0000"])["instance-0000"].closes is None
    assert all(close(stores, partition) for partition in range(6))


def test_a_family_grows_by_itself_up_to_the_latest_limit(stores: Stores) -> None:
    generations, told = stores.ports.generations, []

    for limit in (24, 12, 0):
        generations.set_limit(FAMILY, limit)
        told.append((generations.limit(FAMILY), generations.limit("ontology")))

    assert told == [(24, 0), (12, 0), (0, 0)]


def test_the_first_time_of_a_lag_stands_until_it_ends(stores: Stores) -> None:
    generations, later = stores.ports.generations, START + timedelta(minutes=1)

    told = [generations.lagging(FAMILY, at) for at in (START, later, None, later)]

    assert told == [START, START, None, later]

"""Queues of webhooks: under a lease, in the order of each key, moved together with the place in the log."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from spice.domain.webhooks.commands import WebhookChanged, WebhookDeleted, WebhookEvent, WebhookRegistered
from spice.domain.webhooks.schedule import Health
from spice.messages.event import Position
from spice.messages.segment import Line
from spice.ports.command_store import IdempotencyKey
from spice.ports.errors import LeaseLost
from spice.ports.webhook_deliveries import KeyTaken, Once
from spice.ports.webhook_queue import LAST, Came, Delivery, Lane, Load, Tried
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered
from tests.support.memory_platform import START

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SOON, HOOK = NOW + timedelta(seconds=30), UUID(int=7)


def told(event: WebhookEvent) -> Line:
    """An event as a segment holds it."""
    return administered(type(event).__name__, str(DATABASE), **asdict(event))


@pytest.fixture
def writer(stores: Stores) -> Writer:
    writer = Writer(stores, shard="ontology-0000")
    writer.write(administered("DatabaseCreated", "databases", uuid=str(DATABASE), name="air", settings={}))
    writer.write(told(WebhookRegistered(id=HOOK, url="https://a.example/", events=["*"], secret="sealed")))
    return writer


def lane(stores: Stores, lease: UUID | None = None, now: datetime = NOW) -> Lane:
    """Claim the one webhook there is."""
    (found,) = stores.ports.webhook_queue.claim(lease or uuid4(), now, now + timedelta(seconds=30))
    return found


def delivery(n: int, key: str = "a") -> Delivery:
    """The n-th event of a shard."""
    position = Position(generation=1, shard="instance-0000", sequence=n)
    at = NOW - timedelta(seconds=100 - n)
    return Delivery(event_id=UUID(int=n), type="InstanceUpdated", key=key, at=at, position=position, payload=b"{}")


def tried(found: Delivery, came: Came = "delivered", due: datetime | None = None) -> Tried:
    """How a try ended."""
    return Tried(delivery=found, came=came, at=NOW, due=due, status=204, answer="ok", milliseconds=5)


def due(stores: Stores, now: datetime = NOW, but: tuple[str, ...] = ()) -> list[int]:
    return [found.event_id.int for found in stores.ports.webhook_queue.due(HOOK, now, but=but, limit=10)]


@pytest.mark.usefixtures("writer")
def test_a_webhook_begins_where_it_was_registered(stores: Stores) -> None:
    found = lane(stores)

    assert (found.database, found.webhook.id, found.webhook.url) == (DATABASE, HOOK, "https://a.example/")
    assert (found.walks["live"].since, found.walks["live"].places) == (START + timedelta(seconds=2), None)
    assert found.walks["live"].begins == {"ontology-0000": (1, 2, LAST)}
    assert list(found.walks) == ["live"]
    assert stores.ports.webhooks.find(DATABASE, HOOK) == found.webhook
    assert list(stores.ports.webhooks.of(DATABASE)) == [HOOK]
    assert stores.ports.webhooks.find(UUID(int=1), HOOK) is None


@pytest.mark.usefixtures("writer")
def test_one_holds_it_until_the_lease_ends(stores: Stores) -> None:
    queue, mine, other = stores.ports.webhook_queue, uuid4(), uuid4()
    first = lane(stores, mine)
    held = queue.claim(other, NOW, SOON)
    again = queue.claim(mine, NOW, SOON)
    later = queue.claim(other, SOON, SOON + timedelta(seconds=30))

    with pytest.raises(LeaseLost):
        queue.take(first, "live", [delivery(1)], {"instance-0000": (1, 1, 0)})
    with pytest.raises(LeaseLost):
        queue.settle(first, [], Health(), at=NOW)
    queue.release(other)

    assert (list(held), len(again), len(later)) == ([], 1, 1)
    assert lane(stores, mine).walks["live"].places is None
    assert due(stores) == []


@pytest.mark.usefixtures("writer")
def test_the_queue_and_the_place_move_together(stores: Stores) -> None:
    queue, lease = stores.ports.webhook_queue, uuid4()
    places = {"instance-0000": (1, 3, 0), "ontology-0000": (2, 9, 4)}
    queue.take(lane(stores, lease), "live", [delivery(1), delivery(2), delivery(3, "b")], places)
    queue.take(lane(stores, lease), "live", [delivery(2)], places)

    assert lane(stores, lease).walks["live"].places == places
    assert due(stores) == [1, 3]
    assert due(stores, but=("a",)) == [3]
    load = queue.load(HOOK, NOW)
    assert load == Load(blocked=0, ready=2, waiting=3, next_due=delivery(1).at)


@pytest.mark.usefixtures("writer")
def test_what_fails_blocks_its_key_until_it_is_delivered_or_skipped(stores: Stores) -> None:
    queue, deliveries = stores.ports.webhook_queue, stores.ports.deliveries
    held = lane(stores)
    queue.take(held, "live", [delivery(1), delivery(2), delivery(3, "b")], {})
    one, three = queue.due(HOOK, NOW, but=(), limit=10)
    queue.settle(
        held, [tried(one, "waiting", SOON), tried(three)], Health(failures=1, failing_since=NOW, tries=1), at=NOW
    )
    waits, (again,) = due(stores), queue.due(HOOK, SOON, but=(), limit=10)
    queue.settle(held, [tried(again, "letter")], Health(), at=NOW)
    blocked = due(stores, SOON)

    assert (waits, again.tries, blocked, queue.load(HOOK, SOON).blocked) == ([], 1, [], 1)
    assert deliveries.standing(HOOK).letters == 1
    assert not deliveries.decide(HOOK, UUID(int=9), again=False, at=NOW)
    assert not deliveries.decide(HOOK, three.event_id, again=False, at=NOW)
    assert deliveries.decide(HOOK, one.event_id, again=False, at=NOW)
    assert due(stores, SOON) == [2]
    found = deliveries.find(HOOK, one.event_id)
    assert found is not None
    assert (found.state, found.tries, found.status, found.answer) == ("skipped", 2, 204, "ok")


@pytest.mark.usefixtures("writer")
def test_a_letter_is_sent_again_before_what_is_behind_it(stores: Stores) -> None:
    queue, held = stores.ports.webhook_queue, lane(stores)
    queue.take(held, "live", [delivery(1), delivery(2)], {})
    (one,) = queue.due(HOOK, NOW, but=(), limit=10)
    queue.settle(held, [tried(one, "letter")], Health(), at=NOW)

    decided = stores.ports.deliveries.decide(HOOK, one.event_id, again=True, at=NOW)

    (again,) = queue.due(HOOK, NOW, but=(), limit=10)
    assert (decided, again.event_id, again.tries) == (True, one.event_id, 0)


@pytest.mark.usefixtures("writer")
def test_a_replay_has_a_walk_of_its_own_and_sends_again(stores: Stores) -> None:
    queue, deliveries, lease = stores.ports.webhook_queue, stores.ports.deliveries, uuid4()
    held = lane(stores, lease)
    queue.take(held, "live", [delivery(1), delivery(2), delivery(3)], {})
    for _ in range(2):
        queue.settle(held, [tried(each) for each in queue.due(HOOK, NOW, but=(), limit=10)], Health(), at=NOW)
    deliveries.replay(HOOK, START, NOW)
    walking = lane(stores, lease)
    queue.take(walking, "replay", [delivery(1), delivery(2)], {"instance-0000": (1, 2, 0)})
    older = due(stores)
    deliveries.replay(HOOK, START, SOON)

    queue.take(walking, "replay", [], None)

    again = lane(stores, lease).walks["replay"]
    assert older == [1]
    assert (again.places, again.until) == (None, SOON)


def test_health_is_kept_and_what_is_off_is_not_claimed(stores: Stores, writer: Writer) -> None:
    queue, deliveries, lease = stores.ports.webhook_queue, stores.ports.deliveries, uuid4()
    sick = Health(failures=12, failing_since=NOW, tries=12, rests_until=SOON)
    queue.take(lane(stores, lease), "live", [delivery(1)], {})
    queue.settle(lane(stores, lease), [], sick, at=NOW)
    kept = lane(stores, lease)
    waits = deliveries.measure()
    queue.settle(kept, [], sick, at=NOW, off="gone")
    off, none, measured = deliveries.standing(HOOK), queue.claim(lease, NOW, SOON), deliveries.measure()
    writer.write(told(WebhookChanged(id=HOOK, patch={"paused": False, "resumed": 1})))

    assert kept.health == sick
    assert (waits.oldest_at, waits.off) == (delivery(1).at, 0)
    assert (off.off_reason, off.off_since, off.waiting, list(none)) == ("gone", NOW, 1, [])
    assert (measured.oldest_at, measured.off) == (None, 1)
    assert lane(stores, lease).health == Health()


def test_resumed_after_days_off_it_is_asked_at_once_and_once_only(stores: Stores, writer: Writer) -> None:
    queue, deliveries = stores.ports.webhook_queue, stores.ports.deliveries
    lease = uuid4()
    kept = lane(stores, lease)
    queue.take(kept, "live", [delivery(1), delivery(2), delivery(3, "b"), delivery(4, "c")], {})
    ends = [tried(delivery(1), "letter"), tried(delivery(3, "b"), "waiting", NOW + timedelta(days=1))]
    queue.settle(kept, ends, Health(failures=9, tries=20), at=NOW, off="nothing was taken for five days")
    resumed = told(WebhookChanged(id=HOOK, patch={"resumed": 1}))
    writer.write(resumed)
    first = due(stores), deliveries.standing(HOOK).letters
    queue.settle(lane(stores, lease), [], Health(), at=NOW, off="again")

    writer.write(resumed)

    assert (sorted(first[0]), first[1]) == ([1, 3, 4], 0)
    assert deliveries.standing(HOOK).off_reason == "again"


def test_what_nobody_took_from_the_log_is_measured_until_a_place_is_behind_it(stores: Stores, writer: Writer) -> None:
    queue, deliveries, lease = stores.ports.webhook_queue, stores.ports.deliveries, uuid4()
    before = deliveries.measure()
    for name in ("pat", "lou"):
        writer.write(administered("GrantSet", str(DATABASE), subject=name, role="viewer"))
    never = deliveries.measure().oldest_at
    queue.take(lane(stores, lease), "live", [], {"ontology-0000": (1, 3, 0)})
    one_behind = deliveries.measure().oldest_at
    queue.take(lane(stores, lease), "live", [], {"ontology-0000": (1, 4, 0)})
    none = deliveries.measure().oldest_at
    writer.write(told(WebhookChanged(id=HOOK, patch={"paused": True})))

    assert (before.oldest_at, none, deliveries.measure().oldest_at) == (None, None, None)
    assert (never, one_behind) == (START + timedelta(seconds=3), START + timedelta(seconds=4))


@pytest.mark.usefixtures("writer")
def test_a_letter_and_what_is_behind_it_wait_for_a_person_and_are_counted_apart(stores: Stores) -> None:
    queue, deliveries, held = stores.ports.webhook_queue, stores.ports.deliveries, lane(stores)
    queue.take(held, "live", [delivery(1), delivery(2), delivery(3, "b")], {})
    queue.settle(held, [tried(delivery(1), "letter")], Health(), at=NOW)

    measured = deliveries.measure()

    assert (measured.oldest_at, measured.letters, measured.off) == (delivery(3, "b").at, 1, 0)


def test_what_is_paused_or_deleted_is_not_claimed(stores: Stores, writer: Writer) -> None:
    queue = stores.ports.webhook_queue
    writer.write(told(WebhookChanged(id=HOOK, patch={"paused": True})))
    paused = queue.claim(uuid4(), NOW, SOON)
    writer.write(told(WebhookChanged(id=HOOK, patch={"paused": False})))
    resumed = queue.claim(uuid4(), NOW, SOON)
    writer.write(told(WebhookDeleted(id=HOOK)))

    assert (list(paused), len(resumed), list(queue.claim(uuid4(), SOON, SOON))) == ([], 1, [])
    assert stores.ports.webhooks.find(DATABASE, HOOK) is None
    assert stores.ports.webhooks.of(DATABASE)[HOOK].version == 4


@pytest.mark.usefixtures("writer")
def test_deliveries_are_listed_the_newest_first_and_outlive_the_index(stores: Stores) -> None:
    queue, deliveries, held = stores.ports.webhook_queue, stores.ports.deliveries, lane(stores)
    queue.take(held, "live", [delivery(n, f"{n}") for n in range(1, 5)], {"instance-0000": (1, 4, 0)})
    queue.settle(held, [tried(delivery(2, "2"))], Health(), at=NOW)
    stores.ports.model.forget()

    first = deliveries.listed(HOOK, None, before=None, limit=2)
    rest = deliveries.listed(HOOK, None, before=(first[-1].at, first[-1].event_id), limit=10)
    waiting = deliveries.listed(HOOK, "waiting", before=None, limit=10)

    assert [[each.event_id.int for each in some] for some in (first, rest, waiting)] == [[4, 3], [2, 1], [4, 3, 1]]
    assert list(queue.claim(uuid4(), SOON, SOON)) == []


@pytest.mark.usefixtures("writer")
def test_a_key_is_taken_once_and_with_what_it_is_for(stores: Stores) -> None:
    deliveries, commands, one = stores.ports.deliveries, stores.ports.commands, delivery(1)
    key = IdempotencyKey(actor="kim", key=f"k {uuid4()}", database=DATABASE, fingerprint="f")
    once = Once(key=key, stands_for=one.event_id)
    nothing = deliveries.decide(HOOK, UUID(int=99), again=True, at=NOW, once=once)
    free = commands.replay(key)

    deliveries.put(HOOK, one, once=once)
    for taken in (
        lambda: deliveries.put(HOOK, delivery(2), once=once),
        lambda: deliveries.replay(HOOK, START, NOW, once=once),
        lambda: deliveries.decide(HOOK, one.event_id, again=False, at=NOW, once=once),
    ):
        with pytest.raises(KeyTaken):
            taken()

    assert (nothing, free) == (False, None)
    kept, found = commands.replay(key), deliveries.find(HOOK, one.event_id)
    assert kept is not None
    assert found is not None
    assert (kept.id, found.state, deliveries.find(HOOK, UUID(int=2))) == (one.event_id, "waiting", None)


@pytest.mark.usefixtures("writer")
def test_a_test_waits_for_nothing(stores: Stores) -> None:
    queue, deliveries, held = stores.ports.webhook_queue, stores.ports.deliveries, lane(stores)
    queue.take(held, "live", [delivery(1)], {})

    deliveries.put(HOOK, delivery(9, "test"))

    assert due(stores) == [1, 9]


def test_a_secret_opens_for_its_own_webhook_alone(stores: Stores) -> None:
    seal = stores.ports.seal
    sealed = seal.close(b"secret", of="a")

    assert "secret" not in sealed
    assert (seal.open(sealed, of="a"), seal.open(sealed, of="b"), seal.open("nonsense", of="a")) == (
        b"secret",
        None,
        None,
    )


@pytest.mark.usefixtures("writer")
def test_places_at_a_moment_have_nothing_later_behind_them(stores: Stores) -> None:
    feed = stores.ports.feed

    found = feed.places_at(START + timedelta(seconds=2))

    assert {shard: place[:2] for shard, place in found.items()} == {"ontology-0000": (1, 1)}
    assert feed.places_at(START) == {}

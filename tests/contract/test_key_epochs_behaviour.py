"""Epochs of keys: what one wrapped is wrapped by the next, and then its key is gone, whoever works meanwhile."""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import psycopg
import pytest

from spice.adapters.key_ring import KeyRing
from spice.domain.erasure import SubjectErased
from spice.ports.errors import Permanent
from spice.ports.subject_keys import ErasedKey, LostKey, SubjectKey
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered
from tests.support.memory_platform import START

PLACE = (b"c-person", b"kim", b"p-mail")
NEXT = 40_000
"""A number far behind the first epoch's."""


@pytest.fixture
def writer(stores: Stores) -> Writer:
    writer = Writer(stores, shard="ontology-0000")
    writer.write(administered("DatabaseCreated", "databases", uuid=str(DATABASE), name="air", settings={}))
    return writer


def key(stores: Stores, subject: str = "kim") -> SubjectKey:
    found = stores.ports.subject_keys.mint(DATABASE, [subject])[subject]
    assert isinstance(found, SubjectKey)
    return found


def ring(stores: Stores) -> KeyRing:
    found: KeyRing = vars(stores.ports.subject_keys)["_ring"]
    return found


def first(stores: Stores) -> int:
    return stores.ports.key_epochs.all()[0].number


def rotate(stores: Stores, number: int = NEXT) -> None:
    """Go on to another epoch, and end all before it."""
    epochs = stores.ports.key_epochs
    before = [each.number for each in epochs.all()]
    epochs.begin(number, START)
    while epochs.rewrap(2):
        pass
    assert [epochs.end(each) for each in before] == [True] * len(before)


def test_there_is_no_epoch_before_anybody_has_a_key(stores: Stores) -> None:
    before = stores.ports.key_epochs.all()
    key(stores)

    assert before == []
    assert len(stores.ports.key_epochs.all()) == 1


def test_what_an_epoch_wrapped_opens_when_its_key_is_gone(stores: Stores) -> None:
    boxes = {each: key(stores, each).seal(b"x", PLACE) for each in ("kim", "lee", "park", "choi", "jung")}
    digest, old = stores.ports.subject_keys.digest(DATABASE, b"body"), first(stores)

    rotate(stores)

    assert ring(stores).store.all() == [NEXT]
    assert {each: key(stores, each).open(box, PLACE) for each, box in boxes.items()} == dict.fromkeys(boxes, b"x")
    assert stores.ports.subject_keys.digest(DATABASE, b"body") == digest
    assert [each.number for each in stores.ports.key_epochs.all()] == [NEXT]
    assert old < NEXT


def test_a_key_that_wraps_something_or_is_the_newest_is_not_destroyed(stores: Stores) -> None:
    key(stores)
    epochs, old = stores.ports.key_epochs, first(stores)

    newest = epochs.end(old)
    epochs.begin(NEXT, START)
    holding = epochs.end(old)
    epochs.rewrap(10)

    assert (newest, holding) == (False, False)
    assert (epochs.end(old), epochs.end(old)) == (True, True)
    assert key(stores).generation == 1


def test_what_is_made_is_wrapped_by_the_newest(stores: Stores) -> None:
    key(stores)
    stores.ports.key_epochs.begin(NEXT, START)
    key(stores, "lee")

    assert stores.ports.key_epochs.rewrap(10) == 1


def test_an_epoch_begins_once_whoever_begins_it(stores: Stores) -> None:
    key(stores)
    stores.at_once([lambda: stores.ports.key_epochs.begin(NEXT, START)] * 4)
    kept = ring(stores).store.get(NEXT)

    stores.ports.key_epochs.begin(NEXT, START + timedelta(days=1))

    assert ring(stores).store.get(NEXT) == kept
    assert [each.began_at for each in stores.ports.key_epochs.all() if each.number == NEXT] == [START]


def test_an_erased_key_is_not_wrapped_anew(stores: Stores, writer: Writer) -> None:
    key(stores)
    writer.write(administered("SubjectErased", str(DATABASE), **asdict(SubjectErased(subject="kim", generation=1))))

    rotate(stores)

    assert stores.ports.subject_keys.mint(DATABASE, ["kim"])["kim"] == ErasedKey(generation=1)


def test_a_key_that_no_epoch_here_has_is_told_apart(stores: Stores) -> None:
    store = ring(stores).store
    store.put(NEXT + 7, b"another copy's")
    without = stores.ports.key_epochs.strays()
    key(stores)

    assert without == []
    assert stores.ports.key_epochs.strays() == [NEXT + 7]
    assert not stores.ports.key_epochs.end(NEXT + 7)


def put_back(stores: Stores) -> Callable[[], None]:
    """Copy what a database has of keys; gives what puts it back in place of what is there then."""
    return _twins_back(stores) if stores.url is None else _tables_back(stores.url)


def _twins_back(stores: Stores) -> Callable[[], None]:
    state = vars(stores.ports.subject_keys)["_state"]
    names = ("subject_keys", "database_keys", "key_epochs", "ended_epochs")
    copies = {name: getattr(state, name).copy() for name in names}

    def back() -> None:
        for name, copy in copies.items():
            setattr(state, name, copy)

    return back


def _tables_back(url: str) -> Callable[[], None]:
    admin, tables = psycopg.connect(url, autocommit=True), ("subjects", "databases", "epochs")
    for table in tables:
        admin.execute(f"create temporary table {table}_copy as select * from keys.{table}".encode())

    def back() -> None:
        for table in tables:
            admin.execute(f"delete from keys.{table}".encode())
            admin.execute(f"insert into keys.{table} select * from {table}_copy".encode())
        admin.close()

    return back


def test_a_copy_from_before_an_epoch_ended_opens_nothing_of_it_and_says_so(stores: Stores) -> None:
    keys = stores.ports.subject_keys
    box = key(stores).seal(b"x", PLACE)
    digest, back = keys.digest(DATABASE, b"body"), put_back(stores)
    rotate(stores)
    restarted = forgetting(stores)
    back()

    found = keys.find(DATABASE, ["kim"])["kim"]
    again = key(stores)
    other = keys.digest(DATABASE, b"body")

    assert restarted
    assert found == LostKey(generation=1, erased=0)
    assert (again.generation, again.open(box, PLACE)) == (2, None)
    assert keys.digest(DATABASE, b"body") == other != digest
    assert key(stores).seal(b"x", PLACE) == again.seal(b"x", PLACE)


def test_what_a_copy_lost_holds_no_epoch_open(stores: Stores) -> None:
    key(stores)
    back, old = put_back(stores), first(stores)
    rotate(stores)
    forgetting(stores)
    back()
    key(stores, "lee")

    ended = stores.ports.key_epochs.end(old)

    assert ended
    assert old not in [each.number for each in stores.ports.key_epochs.all()]


def forgetting(stores: Stores) -> bool:
    """Let the process forget the keys that it unwrapped, as one that is started again."""
    vars(ring(stores)).update(_epochs={}, _gone={})
    return True


def test_an_empty_place_of_keys_is_taken_for_another_one(stores: Stores) -> None:
    """As if it were not mounted: nothing is told as lost there, and nothing is made anew."""
    keys, store = stores.ports.subject_keys, ring(stores).store
    box, digest, old = key(stores).seal(b"x", PLACE), keys.digest(DATABASE, b"body"), first(stores)
    wrapped = store.get(old)
    store.delete(old)
    forgetting(stores)

    for asked in (lambda: keys.find(DATABASE, ["kim"]), lambda: key(stores, "lee"), lambda: keys.digest(DATABASE, b"")):
        with pytest.raises(Permanent, match="is it the right place"):
            asked()
    nothing = store.all()
    store.put(old, wrapped or b"")

    assert nothing == []
    assert (key(stores).open(box, PLACE), keys.digest(DATABASE, b"body")) == (b"x", digest)


def asked_for(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Note each key of an epoch that is asked for, and whether a statement or a transaction was under way then."""
    store, asked, get = ring(stores).store, list[bool](), ring(stores).store.get

    def counted(epoch: int) -> bytes | None:
        breaker = vars(vars(stores.ports.subject_keys)["_postgres"])["_breaker"] if stores.url else None
        asked.append(breaker is not None and getattr(vars(breaker)["_inside"], "call", False))
        return get(epoch)

    monkeypatch.setattr(store, "get", counted)
    return asked


def test_a_key_that_is_gone_is_asked_for_once_a_minute(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setitem(vars(ring(stores)), "_clock", lambda: now[0])
    key(stores)
    back = put_back(stores)
    rotate(stores)
    forgetting(stores)
    back()
    asked, counts = asked_for(stores, monkeypatch), list[int]()

    for passed in (0, 1, 58, 2, 1):
        now[0] += passed
        found = [stores.ports.subject_keys.find(DATABASE, ["kim"])["kim"] for _ in range(5)]
        assert found == [LostKey(generation=1, erased=0)] * 5
        counts.append(len(asked))

    assert 1 <= counts[0] <= 2
    assert counts == [counts[0]] * 3 + [2 * counts[0]] * 2


def test_a_key_that_was_put_back_is_no_longer_gone_to_who_would_make_another(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, old = key(stores).seal(b"x", PLACE), first(stores)
    wrapped, back = ring(stores).store.get(old), put_back(stores)
    rotate(stores)
    forgetting(stores)
    back()
    lost = stores.ports.subject_keys.find(DATABASE, ["kim"])["kim"]

    ring(stores).store.put(old, wrapped or b"")

    assert isinstance(lost, LostKey)
    assert (key(stores).generation, key(stores).open(box, PLACE)) == (1, b"x")


def test_nothing_of_the_database_is_held_while_keys_are_asked_for(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = stores.ports.subject_keys
    key(stores)
    keys.digest(DATABASE, b"body")
    asked = asked_for(stores, monkeypatch)

    for doing in (
        lambda: keys.find(DATABASE, ["kim"]),
        lambda: key(stores),
        lambda: key(stores, "lee"),
        lambda: keys.digest(DATABASE, b"body"),
    ):
        forgetting(stores)
        doing()

    assert asked == [False] * 4


def test_a_process_holds_the_keys_of_two_epochs(stores: Stores) -> None:
    for number in (NEXT, NEXT + 1, NEXT + 2):
        key(stores, f"p{number}")
        rotate(stores, number)

    assert set(vars(ring(stores))["_epochs"]) == {NEXT + 1, NEXT + 2}
    assert key(stores, f"p{NEXT}").generation == 1


def test_keys_are_made_read_and_wrapped_anew_at_the_same_time(stores: Stores) -> None:
    """Whatever the order: what was sealed opens, and no key that wraps anything is destroyed."""
    keys, persons, others = stores.ports.subject_keys, [f"p{n}" for n in range(30)], [f"q{n}" for n in range(30)]
    boxes = {each: key(stores, each).seal(b"x", PLACE) for each in persons}

    def making() -> None:
        boxes.update({each: key(stores, each).seal(b"x", PLACE) for each in others})

    def reading() -> None:
        for _ in range(20):
            assert {type(each) for each in keys.find(DATABASE, persons).values()} == {SubjectKey}

    stores.at_once([making, making, reading, reading, lambda: rotating(stores), lambda: rotating(stores)])

    forgetting(stores)
    assert {each: key(stores, each).open(box, PLACE) for each, box in boxes.items()} == dict.fromkeys(boxes, b"x")
    assert len(boxes) == 60


def rotating(stores: Stores) -> None:
    """Go on through six epochs, and end what may end."""
    epochs = stores.ports.key_epochs
    for number in range(NEXT, NEXT + 6):
        epochs.begin(number, START)
        while epochs.rewrap(7):
            pass
        for each in [*epochs.all()][:-1]:
            epochs.end(each.number)


@pytest.mark.services
@pytest.mark.parametrize("change", ["wrapped = 'x'", "wrapped = 'x', epoch = epoch - 1", "epoch = epoch - 1"])
def test_a_key_is_exchanged_only_for_one_of_a_later_epoch(request: pytest.FixtureRequest, change: str) -> None:
    stores: Stores = request.getfixturevalue("real")
    key(stores)

    with psycopg.connect(stores.url or "") as admin, pytest.raises(psycopg.errors.CheckViolation):
        admin.execute(f"update keys.subjects set {change}".encode())


@pytest.mark.services
def test_who_is_about_to_make_a_key_is_waited_for(request: pytest.FixtureRequest) -> None:
    stores: Stores = request.getfixturevalue("real")
    key(stores)
    old, epochs = first(stores), stores.ports.key_epochs
    with psycopg.connect(stores.url or "") as maker:
        maker.execute("select from keys.epochs where epoch = %s for key share", [old])
        maker.execute("insert into keys.subjects select database, 'lee', 1, epoch, wrapped from keys.subjects")
        epochs.begin(NEXT, START)
        epochs.rewrap(10)
        ended = list[bool]()

        def commit() -> None:
            time.sleep(0.5)
            maker.commit()

        stores.at_once([lambda: ended.append(epochs.end(old)), commit])

    assert ended == [False]
    assert epochs.rewrap(10) == 1


@pytest.mark.services
def test_the_key_of_before_is_in_the_database_and_goes_with_its_epoch(request: pytest.FixtureRequest) -> None:
    """As an older platform left it."""
    stores: Stores = request.getfixturevalue("real")
    box, old = key(stores).seal(b"x", PLACE), first(stores)
    with psycopg.connect(stores.url or "", autocommit=True) as admin:
        admin.execute("update keys.epochs set wrapped = %s", [ring(stores).store.get(old)])
        ring(stores).store.delete(old)
        forgetting(stores)
        before = key(stores).open(box, PLACE)

        rotate(stores)
        left = admin.execute("select count(*) from keys.epochs where wrapped is not null").fetchone()

    assert (before, key(stores).open(box, PLACE), left) == (b"x", b"x", (0,))

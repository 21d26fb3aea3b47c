"""Keys of persons: made once, destroyed for good, and brought back by no copy of either store."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from uuid import UUID

import psycopg
import pytest

from spice.domain.erasure import ErasureEvent, SubjectErased, SubjectReadmitted
from spice.domain.same_request import may_be_same
from spice.messages.segment import Line
from spice.ports.subject_keys import AbsentKey, ErasedKey, KeyState, SubjectKey
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered

PLACE = (b"c-person", b"kim", b"p-mail")
OTHER = UUID(int=9)


def told(event: ErasureEvent) -> Line:
    """An event as a segment holds it."""
    return administered(type(event).__name__, str(DATABASE), **asdict(event))


def alive(state: KeyState) -> SubjectKey:
    assert isinstance(state, SubjectKey)
    return state


@pytest.fixture
def writer(stores: Stores) -> Writer:
    writer = Writer(stores, shard="ontology-0000")
    writer.write(administered("DatabaseCreated", "databases", uuid=str(DATABASE), name="air", settings={}))
    return writer


def mint(stores: Stores, subject: str = "kim") -> KeyState:
    return stores.ports.subject_keys.mint(DATABASE, [subject])[subject]


def find(stores: Stores, subject: str = "kim") -> KeyState | None:
    return stores.ports.subject_keys.find(DATABASE, [subject]).get(subject)


def test_a_key_is_made_when_it_is_first_needed_and_stays(stores: Stores) -> None:
    absent = find(stores)
    box = alive(mint(stores)).seal(b"a@b.c", PLACE)

    again = alive(mint(stores))

    assert absent is None
    assert again.generation == 1
    assert again.open(box, PLACE) == b"a@b.c"
    assert again.seal(b"a@b.c", PLACE) == box


def test_of_five_hundred_writes_beside_an_erasure_each_is_refused_or_unreadable(stores: Stores, writer: Writer) -> None:
    mint(stores)

    with ThreadPoolExecutor(12) as threads:
        writes = [threads.submit(mint, stores) for _ in range(250)]
        erased = threads.submit(writer.write, told(SubjectErased(subject="kim", generation=1)))
        writes += [threads.submit(mint, stores) for _ in range(250)]
        keys = [write.result() for write in writes]
        erased.result()

    assert find(stores) == ErasedKey(generation=1)
    assert {(type(key), key.generation) for key in keys if isinstance(key, SubjectKey | ErasedKey)} <= {
        (SubjectKey, 1),
        (ErasedKey, 1),
    }
    assert isinstance(mint(stores), ErasedKey)


def test_what_is_decided_from_knows_who_was_erased(stores: Stores, writer: Writer) -> None:
    wanted = Wanted(subjects=[(DATABASE, "kim"), (DATABASE, "lee"), (OTHER, "kim")])
    before = stores.ports.model.look(wanted).erasures
    writer.write(told(SubjectErased(subject="kim", generation=2)))
    erased = stores.ports.model.look(wanted).erasures
    writer.write(told(SubjectReadmitted(subject="kim", generation=3)))

    after = stores.ports.model.look(wanted).erasures

    assert before == {}
    assert erased == {(DATABASE, "kim"): (2, False)}
    assert after == {(DATABASE, "kim"): (2, True)}


def test_a_value_opens_in_its_place_alone(stores: Stores) -> None:
    keys = stores.ports.subject_keys.mint(DATABASE, ["kim", "lee"])
    box = alive(keys["kim"]).seal(b"a@b.c", PLACE)
    elsewhere = stores.ports.subject_keys.mint(OTHER, ["kim"])["kim"]

    moved = [(*PLACE[:2], b"p-other"), (PLACE[0], b"lee", PLACE[2]), (b"c-personk", b"im", PLACE[2])]
    assert [alive(keys["kim"]).open(box, place) for place in moved] == [None] * 3
    assert [alive(each).open(box, PLACE) for each in (keys["lee"], elsewhere)] == [None, None]


def test_keys_that_are_not_kept_are_nobodys(stores: Stores) -> None:
    passing = stores.ports.subject_keys.mint(DATABASE, ["kim"], keep=False)

    assert alive(passing["kim"]).generation == 1
    assert find(stores) is None


def test_all_who_make_a_key_at_once_have_the_same(stores: Stores) -> None:
    made = stores.at_once([lambda: mint(stores)] * 6)

    assert len({alive(each).seal(b"x", PLACE) for each in made}) == 1


def test_what_is_erased_is_gone_and_not_made_again(stores: Stores, writer: Writer) -> None:
    mint(stores)
    writer.write(told(SubjectErased(subject="kim", generation=1)))

    assert (find(stores), mint(stores)) == (ErasedKey(generation=1), ErasedKey(generation=1))
    assert stores.ports.subject_keys.pending().count == 0


def test_who_returns_has_another_key_and_a_replay_leaves_it(stores: Stores, writer: Writer) -> None:
    box = alive(mint(stores)).seal(b"old", PLACE)
    writer.write(told(SubjectErased(subject="kim", generation=1)))
    writer.write(told(SubjectReadmitted(subject="kim", generation=2)))
    second = alive(mint(stores))

    writer.write(told(SubjectErased(subject="kim", generation=1)))

    assert second.generation == 2
    assert second.open(box, PLACE) is None
    assert alive(mint(stores)).seal(b"x", PLACE) == second.seal(b"x", PLACE)


def test_erased_again_nothing_is_made(stores: Stores, writer: Writer) -> None:
    mint(stores)
    for event in (
        SubjectErased(subject="kim", generation=1),
        SubjectReadmitted(subject="kim", generation=2),
    ):
        writer.write(told(event))
    mint(stores)
    writer.write(told(SubjectErased(subject="kim", generation=2)))

    assert mint(stores) == ErasedKey(generation=2)


def test_who_was_erased_is_listed_with_up_to_which_generation(stores: Stores, writer: Writer) -> None:
    for event in (
        SubjectErased(subject="lee", generation=1),
        SubjectErased(subject="kim", generation=1),
        SubjectReadmitted(subject="kim", generation=2),
        SubjectErased(subject="kim", generation=2),
        SubjectErased(subject="park", generation=1),
        SubjectReadmitted(subject="park", generation=2),
    ):
        writer.write(told(event))
    mint(stores, "choi")
    erased = stores.ports.subject_keys.erased

    assert erased(DATABASE, limit=9) == {"kim": 2, "lee": 1, "park": 1}
    assert erased(DATABASE, limit=2) == {"kim": 2, "lee": 1}
    assert erased(OTHER, limit=9) == {}


def test_an_erasure_counts_where_no_key_ever_was(stores: Stores, writer: Writer) -> None:
    writer.write(told(SubjectErased(subject="kim", generation=1)))

    assert mint(stores) == ErasedKey(generation=1)


def test_who_returned_and_has_no_key_yet_is_told_up_to_which_they_were_erased(stores: Stores, writer: Writer) -> None:
    mint(stores)
    for event in (SubjectErased(subject="kim", generation=1), SubjectReadmitted(subject="kim", generation=2)):
        writer.write(told(event))

    before = find(stores)

    assert before == AbsentKey(erased=1)
    assert (alive(mint(stores)).generation, alive(mint(stores)).erased) == (2, 1)


def test_a_digest_is_of_a_database(stores: Stores) -> None:
    keys = stores.ports.subject_keys
    ours = keys.digest(DATABASE, b"body")

    assert keys.digest(DATABASE, b"body") == ours
    assert len({ours, keys.digest(DATABASE, b"other"), keys.digest(OTHER, b"body")}) == 3


def test_a_digest_from_before_an_erasure_is_made_by_nobody_again(stores: Stores, writer: Writer) -> None:
    keys = stores.ports.subject_keys
    mint(stores)
    before, others = keys.digest(DATABASE, b"body"), keys.digest(OTHER, b"body")
    writer.write(told(SubjectErased(subject="kim", generation=1)))

    absent, after = keys.digest(DATABASE, b"body", make=False), keys.digest(DATABASE, b"body")

    assert absent == ""
    assert after.partition(".")[2] != before.partition(".")[2]
    assert [may_be_same(before, keys.digest(DATABASE, text)) for text in (b"body", b"other")] == [True, True]
    assert not may_be_same(after, keys.digest(DATABASE, b"other"))
    assert keys.digest(OTHER, b"body") == others


def test_the_keys_of_a_database_that_ends_go_with_it(stores: Stores, writer: Writer) -> None:
    keys = stores.ports.subject_keys
    mint(stores)
    digest, other = keys.digest(DATABASE, b"body"), alive(keys.mint(OTHER, ["kim"])["kim"])
    writer.write(administered("DatabaseDeleted", "databases", uuid=str(DATABASE)))

    left = find(stores)
    again, late = mint(stores), mint(stores, "lee")
    destroyed = keys.destroy()

    assert (left, again, isinstance(late, SubjectKey)) == (ErasedKey(generation=1), ErasedKey(generation=1), True)
    assert (destroyed, keys.destroy(), find(stores, "lee")) == (1, 0, ErasedKey(generation=1))
    assert keys.digest(DATABASE, b"body") != digest
    assert alive(keys.find(OTHER, ["kim"])["kim"]).seal(b"x", PLACE) == other.seal(b"x", PLACE)


@pytest.mark.services
def test_an_old_copy_of_the_keys_brings_none_back(request: pytest.FixtureRequest) -> None:
    stores: Stores = request.getfixturevalue("real")
    mint(stores)
    with psycopg.connect(stores.url or "", autocommit=True) as admin:
        admin.execute("create temporary table copy as select * from keys.subjects")
        Writer(stores, shard="ontology-0000").write(told(SubjectErased(subject="kim", generation=1)))
        admin.execute("delete from keys.subjects")
        admin.execute("insert into keys.subjects select * from copy")

        states, waiting = (find(stores), mint(stores)), stores.ports.subject_keys.pending().count
        destroyed = stores.ports.subject_keys.destroy()
        left = admin.execute("select count(*) from keys.subjects where wrapped is not null").fetchone()

    assert states == (ErasedKey(generation=1), ErasedKey(generation=1))
    assert (waiting, destroyed, left, stores.ports.subject_keys.pending().count) == (1, 1, (0,), 0)


@pytest.mark.services
@pytest.mark.parametrize(
    "change", ["wrapped = 'x'", "generation = 0", "subject = 'lee'", "generation = 0, wrapped = 'x', erased_at = null"]
)
def test_a_destroyed_key_is_brought_back_by_no_change_of_its_row(request: pytest.FixtureRequest, change: str) -> None:
    stores: Stores = request.getfixturevalue("real")
    mint(stores)
    Writer(stores, shard="ontology-0000").write(told(SubjectErased(subject="kim", generation=1)))

    with psycopg.connect(stores.url or "") as admin, pytest.raises(psycopg.errors.CheckViolation):
        admin.execute(f"update keys.subjects set {change}".encode())

    assert find(stores) == ErasedKey(generation=1)


@pytest.mark.services
def test_no_table_holds_the_key_of_an_epoch_nor_one_that_is_not_wrapped(request: pytest.FixtureRequest) -> None:
    stores: Stores = request.getfixturevalue("real")
    keys = vars(stores.ports.subject_keys)["_ring"]
    mint(stores)
    (epoch,) = vars(keys)["_epochs"].values()
    (number,) = keys.store.all()

    with psycopg.connect(stores.url or "") as admin:
        wrapped = admin.execute("select wrapped from keys.subjects").fetchall()
        here = admin.execute("select wrapped from keys.epochs").fetchall()

    assert (len(wrapped), here) == (1, [(None,)])
    assert not [text for text in (*(bytes(row[0]) for row in wrapped), keys.store.get(number)) if epoch in text]

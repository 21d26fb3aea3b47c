"""An index made again beside the one that is read: unseen until it is in its place, and nothing is lost."""

import time
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from spice.ports.checkpoints import Count
from spice.ports.deployment.schema import DatabaseUser
from spice.ports.errors import BrokenChain, Momentary
from spice.ports.write_model import Snapshot, Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, created, stream, updated

SHARD = "instance-0000"
CALLS = ("intake.begin_next_index", "intake.swap_next_index", "intake.drop_next_index")


def look(stores: Stores) -> Snapshot:
    """Look at what stands."""
    return stores.ports.model.snapshot(SHARD, Wanted(streams=[stream("a"), stream("b")]))


def test_what_is_written_beside_shows_when_it_is_swapped(stores: Stores) -> None:
    Writer(stores).write(created("a"))
    beside = stores.ports.next_index
    beside.begin(go_on=False)
    Writer(stores, beside=True).write(created("a"), created("b", at=1))
    before = look(stores)

    beside.swap(lambda: None)

    assert (set(before.instances), set(look(stores).instances)) == ({stream("a")}, {stream("a"), stream("b")})
    assert before.emptied_at != look(stores).emptied_at


def test_what_comes_last_is_taken_in_before_the_swap(stores: Stores) -> None:
    writer = Writer(stores)
    writer.write(created("a"))
    beside = stores.ports.next_index
    beside.begin(go_on=False)
    made = Writer(stores, beside=True)
    made.write(created("a"))
    writer.write(updated("a", 2, {"p-note": "late"}))

    def last() -> None:
        made.write(updated("a", 2, {"p-note": "late"}))

    beside.swap(last)

    assert look(stores).instances[stream("a")].version == 2
    assert look(stores).head == writer.head


def test_a_swap_that_is_stopped_changes_nothing(stores: Stores) -> None:
    Writer(stores).write(created("a"))
    beside = stores.ports.next_index
    beside.begin(go_on=False)

    def stop() -> None:
        raise BrokenChain(1, SHARD, 1, "it is gone")

    with pytest.raises(BrokenChain):
        beside.swap(stop)

    assert set(look(stores).instances) == {stream("a")}
    assert Writer(stores, shard="instance-0001").write(created("c"))


def test_what_is_no_part_of_the_log_goes_along(stores: Stores) -> None:
    ports = stores.ports
    Writer(stores).write(created("a"))
    ports.model.published(SHARD, 1)
    count = Count(database=DATABASE, kind="class", name="c", hour=None, step=3)
    ports.checkpoints.advance("metrics", {SHARD: 1}, [count])
    ports.quarantine.put(BrokenChain(1, "instance-0004", 7, "it is gone"))
    ports.next_index.begin(go_on=False)
    Writer(stores, beside=True).write(created("a"))

    ports.next_index.swap(lambda: None)

    metrics: Any = ports.operations.metrics(DATABASE)
    assert look(stores).head.published == 1
    assert ports.checkpoints.read("metrics") == {SHARD: 1}
    assert metrics["classes"] == {"c": 3}
    assert [each.shard for each in ports.quarantine.all()] == ["instance-0004"]


def test_one_that_died_is_gone_on_with_or_begun_anew(stores: Stores) -> None:
    beside = stores.ports.next_index
    beside.begin(go_on=True)
    Writer(stores, beside=True).write(created("a"))

    beside.begin(go_on=True)
    kept = beside.model().heads()
    beside.begin(go_on=False)

    assert [head.sequence for head in kept.values()] == [1]
    assert beside.model().heads() == {}


def test_what_is_filled_is_what_is_there_under_the_name(stores: Stores) -> None:
    beside = stores.ports.next_index
    beside.begin(go_on=False)
    filled = beside.model()
    Writer(stores, beside=True).write(created("a"))

    beside.begin(go_on=False)

    assert filled.heads() == {}


def test_one_that_is_given_up_leaves_nothing(stores: Stores) -> None:
    Writer(stores).write(created("a"))
    beside = stores.ports.next_index
    beside.begin(go_on=False)
    Writer(stores, beside=True).write(created("b"))

    beside.drop()
    beside.drop()
    beside.begin(go_on=True)

    assert beside.model().heads() == {}
    assert set(look(stores).instances) == {stream("a")}


@pytest.mark.services
def test_it_is_the_same_schema_under_the_same_names(real: Stores) -> None:
    assert real.url is not None
    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        before = described(connection)
        real.ports.next_index.begin(go_on=False)
        real.ports.next_index.swap(lambda: None)
        after = described(connection)

    assert after == before


def described(connection: psycopg.Connection[Any]) -> set[tuple[Any, ...]]:
    """Columns, indices and constraints of the schema, and who may what."""
    columns = connection.execute(
        "select table_name, column_name, data_type, is_nullable, column_default, is_identity"
        " from information_schema.columns where table_schema = 'model'"
    ).fetchall()
    indices = connection.execute("select indexname, indexdef from pg_indexes where schemaname = 'model'").fetchall()
    rules = connection.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'model'::regnamespace"
    ).fetchall()
    tables = connection.execute(
        "select relname, reloptions::text from pg_class where relnamespace = 'model'::regnamespace and relkind = 'r'"
    ).fetchall()
    return {*columns, *indices, *rules, *tables}


@pytest.mark.services
def test_a_user_that_may_change_no_table_may_swap(real: Stores) -> None:
    assert real.url is not None
    real.ports.schema.admit(DatabaseUser(name="nobody_special", writes=("model.*",), calls=CALLS))
    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        connection.execute("set role nobody_special")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create schema theirs")
        connection.execute("select intake.begin_next_index()")
        connection.execute("insert into model_next.mains values (gen_random_uuid(), 'head')")
        connection.execute("select intake.swap_next_index()")
        connection.execute("select intake.drop_next_index()")
        rows = connection.execute("select head from model.mains").fetchall()
        connection.execute("delete from model.mains")

    assert rows == [("head",)]


@pytest.mark.services
def test_who_may_read_one_table_of_the_index_may_read_that_one_of_the_next(real: Stores) -> None:
    """Also who was let in, or given more, after it was begun."""
    assert real.url is not None
    reader = DatabaseUser(name="reads_one", reads=("model.heads",), writes=("model.counts",))
    real.ports.schema.admit(reader)
    beside = real.ports.next_index
    with closing(psycopg.connect(real.url, autocommit=True)) as connection:
        before = rights(connection)
        beside.begin(go_on=False)
        begun = rights(connection, "model_next")
        real.ports.schema.admit(replace(reader, reads=("model.tail",)))
        changed = rights(connection)

        beside.swap(lambda: None)
        after = rights(connection)
        connection.execute("drop owned by reads_one")
        connection.execute("drop role reads_one")

    assert begun == before
    assert ("heads", "reads_one", "SELECT") in before - changed
    assert ("tail", "reads_one", "SELECT") in changed - before
    assert after == changed


def rights(connection: psycopg.Connection[Any], schema: str = "model") -> set[tuple[Any, ...]]:
    """Who may what with the tables of a schema."""
    return set(
        connection.execute(
            "select r.relname, a.grantee::regrole::text, a.privilege_type from pg_class r, aclexplode(r.relacl) a"
            " where r.relnamespace = %s::regnamespace and r.relkind = 'r' and a.grantee <> r.relowner",
            (schema,),
        )
    )


@pytest.mark.services
def test_a_swap_that_cannot_hold_a_writer_off_lets_the_others_go_on(real: Stores) -> None:
    assert real.url is not None
    Writer(real).write(created("a"))
    beside = real.ports.next_index
    beside.begin(go_on=False)
    Writer(real, beside=True).write(created("a"))
    called = list[str]()
    with closing(psycopg.connect(real.url)) as slow:
        slow.execute("update model.mains set head = head where false")
        began = time.monotonic()
        with pytest.raises(Momentary):
            beside.swap(lambda: called.append("held"))
        waited = time.monotonic() - began

    assert (called, waited < 5) == ([], True)
    assert Writer(real, shard="instance-0001").write(created("c"))
    beside.swap(lambda: called.append("held"))
    assert called == ["held"]

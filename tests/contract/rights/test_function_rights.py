"""Each function works with the rights that the catalogue gives it on a real PostgreSQL, and has no others."""

from collections.abc import Callable, Mapping

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from infra.catalogue.tables import TABLES
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.migrations import PostgresSchema
from spice.application.upkeep import run_export
from spice.ports.deployment.schema import DatabaseUser
from spice.ports.errors import PortError
from tests.contract.conftest import Stores
from tests.erasure import test_erasing, test_reads, test_writing
from tests.erasure.world import People, people
from tests.flow import test_exports, test_poison, test_undo, test_views
from tests.flow.branches import test_branches, test_drafts, test_merges, test_pulls, test_who_changed
from tests.flow.conftest import Air
from tests.flow.growth import test_growth_by_itself
from tests.flow.imports.importing import asked, counts, ended, with_orders
from tests.flow.projecting import test_rebuild, test_references
from tests.webhooks import test_delivering
from tests.webhooks.partners import Partners

pytestmark = [pytest.mark.services, pytest.mark.timeout(600)]
ADMINS = {"intake.keys", "public.migrations"}
"""Made by a migration, and changed by nobody else."""
_TABLES = (
    "select n.nspname || '.' || t.relname from pg_class t join pg_namespace n on n.oid = t.relnamespace"
    " where t.relkind = 'r' and n.nspname in ('intake', 'model', 'public', 'bus', 'keys')"
)
KEYS_OF = ("oms", "imports", "ontology-worker", "maintenance")
"""Who writes keys: the first two make them, the others destroy them."""
FORBIDDEN = [
    ("bff", "update intake.outbox set topic = 'x'"),
    ("bff", "update model.grants set role = 'owner'"),
    ("bff", "select from intake.idempotency"),
    *((function, "select from intake.notes") for function in ("bff", "oms", "relay", "projection")),
    *((function, "delete from intake.notes") for function in ("bff", "oms")),
    *((function, "update intake.notes set at = now()") for function in ("bff", "oms")),
    ("oms", "update model.grants set role = 'owner'"),
    ("oms", "update intake.keys set secret = ''"),
    ("webhooks", "update model.webhooks set webhook = ''"),
    ("webhooks", "select from intake.outbox"),
    ("funnel", "select from model.heads"),
    ("funnel", "delete from model.classes"),
    ("relay", "select from model.heads"),
    ("instance-worker", "update model.grants set role = 'owner'"),
    ("ontology-worker", "truncate intake.jobs"),
    ("projection", "delete from model.heads"),
    ("dead-letters", "delete from model.parked"),
    ("imports", "delete from model.heads"),
    ("imports", "update intake.keys set secret = ''"),
    ("funnel", "update intake.sheet_credentials set sealed = null"),
    ("maintenance", "update intake.keys set secret = ''"),
    ("maintenance", "drop table model.heads"),
    ("topics", "select from intake.outbox"),
    ("bff", "update keys.subjects set wrapped = null"),
    ("ontology-worker", "select from keys.epochs"),
    *((function, "delete from keys.subjects") for function in KEYS_OF),
    *((function, "truncate keys.subjects") for function in KEYS_OF),
    *((function, "update keys.subjects set generation = generation + 1") for function in KEYS_OF[2:]),
    *((function, "insert into keys.subjects values (gen_random_uuid(), 's', 1, 1)") for function in KEYS_OF[2:]),
    *((function, "delete from keys.epochs") for function in KEYS_OF),
    *((function, "select from keys.subjects") for function in ("projection", "instance-worker", "webhooks", "relay")),
    *((function, "select from public.migrations") for function in TABLES),
    *((function, "create table model.theirs ()") for function in TABLES),
    *((function, "select intake.drop_next_index()") for function in TABLES if function != "maintenance"),
]


@pytest.mark.parametrize(
    "work",
    [
        test_erasing.test_erased_and_readmitted_what_was_stays_erased,
        test_writing.test_lines_of_a_bulk_request_are_sealed_each_after_those_before,
        test_writing.test_a_key_used_again_with_another_body_is_told_apart,
        test_erasing.test_a_job_exports_it_until_it_is_erased,
    ],
    ids=lambda work: work.__name__,
)
def test_functions_seal_read_and_erase_personal_data(air: Air, work: Callable[[People], None]) -> None:
    work(people(air.platform))


@pytest.mark.parametrize(
    "work",
    [
        test_reads.test_what_a_writer_is_shown_is_told,
        test_reads.test_a_file_is_told_as_of_who_asked_and_of_who_fetches_it,
        test_reads.test_pages_go_on_behind_reads,
        test_reads.test_what_the_door_of_reads_refuses_is_told,
        test_reads.test_notes_are_not_among_the_commands,
    ],
    ids=lambda work: work.__name__,
)
def test_functions_tell_the_audit_of_reads(air: Air, work: Callable[[People], None]) -> None:
    work(test_reads.asking(people(air.platform)))


@pytest.mark.parametrize(
    "work",
    [
        test_branches.test_a_branch_goes_its_own_way,
        test_branches.test_a_branch_that_is_deleted_may_be_made_again,
        test_drafts.test_a_conflict_tells_how_many_instances_it_touches,
        test_merges.test_a_rebase_lets_a_branch_stand_on_another,
        test_merges.test_a_rebuild_from_the_log_restores_branches,
        test_pulls.test_from_two_branches_over_a_conflict_to_instances,
        test_who_changed.test_a_commit_in_a_list_tells_what_it_changed,
        test_rebuild.test_everything_comes_back_from_the_log_alone,
        test_rebuild.test_an_ontology_command_is_not_lost_by_a_rebuild,
        test_growth_by_itself.test_long_lag_doubles_a_family_once,
        test_references.test_a_cascade_ends_the_referrer,
        test_poison.test_a_discard_lets_the_waiting_commands_run_in_order,
        test_views.test_views_survive_a_rebuild_and_go_with_their_database,
        test_views.test_preferences_are_of_the_account,
        test_undo.test_what_was_created_changed_and_deleted_is_as_it_was,
    ],
    ids=lambda work: work.__name__,
)
def test_all_functions_together_do_their_work(air: Air, work: Callable[[Air], None]) -> None:
    work(air)


def test_maintenance_writes_an_export_of_several_pages(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_export, "PAGE", 2)
    for number in range(5):
        air.put("Flight", str(number), number=number)

    row = test_exports.finished(air, test_exports.asked(air))

    assert (row["state"], row["rows"]) == ("COMPLETED", 5)


@pytest.mark.parametrize("path", ["/database/air/events", "/database/air/audit"])
def test_whoever_reads_a_broken_log_sets_the_shard_apart(air: Air, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    air.put("Airport", "A1", code="A1")
    monkeypatch.setattr(air.log, "read", lambda generation, shard, sequence: None)

    told = air.client.get(path)

    assert (told.status, *told.codes) == (503, "unavailable")
    assert [each.reason for each in air.platform.ports.quarantine.all()]


def test_imports_bring_rows_in(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.workers.imports.WAIT_SECONDS", 0.0)
    shop, mapping = with_orders(air), {"번호": "number", "수량": "pieces"}
    source = {"columns": [*mapping], "rows": [["A-1", 1], ["A-2", "x"], ["A-1", 2]]}

    rehearsed = ended(shop, asked(shop, source, mapping, dry_run=True))
    done = ended(shop, asked(shop, source, mapping, on_error="skip"))

    assert counts(rehearsed) == counts(done) == (3, 3, 1, 2)


@pytest.mark.parametrize(
    "work",
    [
        test_delivering.test_used_up_tries_wait_for_the_owner,
        test_delivering.test_after_a_rotation_both_secrets_sign_for_a_day,
        test_delivering.test_a_replay_tells_a_time_again_under_the_same_ids,
        test_delivering.test_gone_switches_off_and_switched_on_again_it_goes_on_where_it_stood,
        test_delivering.test_what_waits_and_what_is_off_is_measured,
    ],
    ids=lambda work: work.__name__,
)
def test_partners_are_told(air: Air, work: Callable[..., None]) -> None:
    more = {"decision": "redeliver"} if work is test_delivering.test_used_up_tries_wait_for_the_owner else {}
    work(Partners(air, air.now), **more)


@pytest.mark.parametrize(("function", "statement"), FORBIDDEN)
def test_what_is_another_functions_is_refused(urls: Mapping[str, str], function: str, statement: str) -> None:
    with psycopg.connect(urls[function]) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize("function", TABLES)
def test_a_function_has_the_tables_of_the_catalogue_and_no_other(urls: Mapping[str, str], function: str) -> None:
    given = TABLES[function]
    with psycopg.connect(urls[function]) as connection:
        there = [table for (table,) in connection.execute(_TABLES.encode())]
        rights = {right: having(connection, right) for right in ("select", "insert", "update", "delete")}

    written, kept = named(given.writes, there), named(given.keeps, there)
    changed = named(tuple(each.partition("(")[0] for each in given.changes), there)
    assert rights["select"] == written | kept | changed | named(given.reads, there)
    assert rights["insert"] == written | kept | named(given.adds, there)
    assert rights["update"] == written | kept
    assert rights["delete"] == written


def having(connection: psycopg.Connection[tuple[object, ...]], right: str) -> set[str]:
    """The tables that the user of a connection has a right on."""
    # By their ids: a name says nothing to who may not look into its schema.
    asked = f"{_TABLES} and has_schema_privilege(n.oid, 'usage') and has_table_privilege(t.oid, %s)"
    return {str(table) for (table,) in connection.execute(asked.encode(), (right,))}


def named(places: tuple[str, ...], tables: list[str]) -> set[str]:
    """Those that a list of the catalogue names."""
    return {table for table in tables if table in places or table.partition(".")[0] + ".*" in places}


def test_every_table_is_some_functions(real: Stores) -> None:
    assert real.url is not None
    with psycopg.connect(real.url) as connection:
        there = [table for (table,) in connection.execute(_TABLES.encode()) if not table.startswith("bus.")]

    assert set().union(*(named(each.writes + each.keeps, there) for each in TABLES.values())) == set(there) - ADMINS


def test_what_a_later_deployment_does_not_give_is_taken_back(real: Stores) -> None:
    assert real.url is not None
    schema, user = PostgresSchema(Postgres(real.url)), DatabaseUser(name="given", writes=("intake.outbox", "model.*"))
    asked = "select has_table_privilege('given', 'intake.outbox', %s), has_schema_privilege('given', 'model', 'usage')"
    with psycopg.connect(real.url, autocommit=True) as admin:
        schema.admit(user)
        before = [admin.execute(asked, (right,)).fetchone() for right in ("select", "delete")]
        schema.admit(DatabaseUser(name="given", reads=("intake.outbox",)))
        after = [admin.execute(asked, (right,)).fetchone() for right in ("select", "delete")]
        admin.execute("drop owned by given")
        admin.execute("drop role given")

    assert before == [(True, True), (True, True)]
    assert after == [(True, False), (False, False)]


def test_a_right_on_a_table_that_is_not_there_stops_the_deployment(real: Stores) -> None:
    assert real.url is not None
    schema = PostgresSchema(Postgres(real.url))

    with pytest.raises(PortError, match=r"relation \"model.nothing\" does not exist"):
        schema.admit(DatabaseUser(name="never_admitted", reads=("model.nothing",)))
    with psycopg.connect(real.url) as connection:
        row = connection.execute("select count(*) from pg_roles where rolname = 'never_admitted'").fetchone()
    assert row == (0,)

"""A bulk request is one batch: good lines are kept at once, each bad one is refused by itself."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from spice.adapters.memory.kick import MemoryKick
from spice.application.ground.schemas import Ontologies
from spice.application.intake.bulk import SubmitBulk
from spice.application.intake.bulk_line import BulkLine, Read
from spice.application.intake.bulk_lines import BulkDefaults, CheckedLines
from spice.application.intake.command import Caller, Submitter
from spice.application.intake.sealing import Sealer
from spice.domain.errors import DomainError
from spice.ports.command_store import Acceptance, CommandState
from spice.ports.directory import Database
from tests.support.memory_platform import START
from tests.support.things import COMMIT, DATABASE, Things

ASKING = Caller(actor="kim", at=START, correlation_id="r-1", database=DATABASE)
UPSERTS = BulkDefaults(class_name="Thing", op="upsert", reason="loaded")


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def bulk(things: Things) -> SubmitBulk:
    ports = things.ports
    submitter = Submitter(ports.commands, ports.kick)
    return SubmitBulk(
        ports.commands,
        Ontologies(ports.ontology, ports.cache),
        ports.instances,
        submitter,
        Sealer(ports.subject_keys, ports.instances),
    )


def lines(*some: BulkLine) -> Iterator[tuple[int, Read]]:
    """Lines as a body is read."""
    for number, line in enumerate(some, start=1):
        yield number, lambda most, line=line: line  # type: ignore[misc]


def a_line(identity: str, **data: object) -> BulkLine:
    return BulkLine(id=identity, data=data)


def database(things: Things) -> Database:
    return replace(things.state.databases[DATABASE], head=COMMIT)


def sort(things: Things, bulk: SubmitBulk, *some: BulkLine, asking: Caller = ASKING) -> tuple[UUID, CheckedLines]:
    return bulk.check(asking, database(things), UPSERTS, lines(*some))


def submit(things: Things, bulk: SubmitBulk, *some: BulkLine, asking: Caller = ASKING) -> Acceptance:
    batch, read = sort(things, bulk, *some, asking=asking)
    return bulk.submit(asking, database(things), batch, read)


def test_every_bad_line_is_told_and_the_others_become_commands(things: Things, bulk: SubmitBulk) -> None:
    batch, read = sort(things, bulk, a_line("a", note="x"), a_line("b"), a_line("c", nope=1), a_line("d", note="y"))

    assert [(command.line, command.batch, command.reason) for command in read.commands] == [
        (1, batch, "loaded"),
        (4, batch, "loaded"),
    ]
    assert {number: [each.code for each in problems] for number, problems in read.rejected.items()} == {
        2: ["missing_property"],
        3: ["unknown_property", "missing_property"],
    }


def test_a_batch_is_kept_with_what_was_rejected_and_the_relay_is_woken(things: Things, bulk: SubmitBulk) -> None:
    kept = submit(things, bulk, a_line("a", note="x"), a_line("b"))

    held = things.ports.commands.batch(kept.id)
    assert held is not None
    assert (held.accepted, [row.line for row in held.rejected]) == (1, [2])
    assert things.ports.outbox.depth().records == 1
    assert isinstance(things.ports.kick, MemoryKick)
    assert [name for name, _ in things.ports.kick.kicked] == ["relay"]


def test_a_key_finds_its_batch_and_keeps_nothing_twice(things: Things, bulk: SubmitBulk) -> None:
    keyed = replace(ASKING, key="k", fingerprint="f")
    before = bulk.earlier(keyed)
    first = submit(things, bulk, a_line("a", note="x"), asking=keyed)

    again, later = submit(things, bulk, a_line("a", note="x"), asking=keyed), bulk.earlier(keyed)

    assert before is None
    assert (again.id, again.replayed, later) == (first.id, True, again)
    assert things.ports.outbox.depth().records == 1


def test_another_request_under_a_key_is_refused(things: Things, bulk: SubmitBulk) -> None:
    submit(things, bulk, a_line("a", note="x"), asking=replace(ASKING, key="k", fingerprint="f"))

    with pytest.raises(DomainError) as refused:
        bulk.earlier(replace(ASKING, key="k", fingerprint="another"))

    assert refused.value.code == "idempotency_key_reused"


def test_a_batch_is_finished_when_every_line_has_ended_or_waits_for_people(things: Things, bulk: SubmitBulk) -> None:
    kept = submit(things, bulk, a_line("a", note="x"), a_line("b", note="y"))
    waiting = bulk.finished(kept.id, 0.01, lambda: None)
    for line, state in ((1, "COMPLETED"), (2, "PARKED")):
        things.state.commands[UUID(int=line)] = CommandState(
            id=UUID(int=line),
            type="PutInstance",
            state=state,
            actor="kim",
            database=DATABASE,
            submitted_at=START,
            batch=kept.id,
            line=line,
        )

    done = bulk.finished(kept.id, 1, lambda: None)

    assert waiting is None
    assert done is not None
    assert (done.completed, done.parked) == (1, 1)
    assert bulk.finished(kept.id, None, lambda: None) is None

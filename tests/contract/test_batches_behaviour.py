"""Bulk requests: kept whole, told line by line."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from msgspec.structs import replace

from spice.domain.identity import derived_id
from spice.messages.problem import ProblemRow, RejectedLine
from spice.messages.segment import Outcome
from spice.ports.command_store import Batch, CommandState, Submission
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, created
from tests.contract.test_command_store_behaviour import TOPIC, a_command, a_key, waiting
from tests.support.memory_platform import START

BATCH = UUID(int=77)


def a_batch(stores: Stores, lines: int = 4) -> Batch:
    batch = Batch(
        id=BATCH,
        database=DATABASE,
        actor="kim",
        accepted=lines,
        rejected=[RejectedLine(9, [ProblemRow(code="wrong_type", message="no")])],
        submitted_at=START,
    )
    commands = [
        a_command(derived_id(BATCH, str(line)), batch=BATCH, line=line, key=f"k{line}") for line in range(1, lines + 1)
    ]
    kept = stores.ports.commands.keep(Submission(topic=TOPIC, commands=commands, batch=batch, idempotency=a_key()))
    assert kept.id == BATCH
    return batch


def line_outcome(line: int, state: str = "COMPLETED") -> Outcome:
    if state == "COMPLETED":
        return Outcome(type="CreateInstance", line=line)
    errors = [ProblemRow(code="already_exists", message="it is there")]
    letter = {"letter": str(derived_id(BATCH, f"letter {line}")), "key": "", "value": "", "headers": []}
    record = letter if state == "PARKED" else None
    return Outcome(type="CreateInstance", line=line, state=state, errors=errors, key=f"k{line}", record=record)


def test_a_batch_is_told_with_what_was_refused_at_once(stores: Stores) -> None:
    batch = a_batch(stores)

    state = stores.ports.commands.batch(BATCH)

    assert state is not None
    assert (state.accepted, state.completed, state.failed, state.actor) == (4, 0, 0, "kim")
    assert state.rejected == batch.rejected
    assert waiting(stores) == 4
    assert stores.ports.commands.batch(uuid4()) is None


def test_a_replayed_batch_comes_with_what_was_refused_at_once(stores: Stores) -> None:
    batch = a_batch(stores)

    again = stores.ports.commands.keep(
        Submission(topic=TOPIC, commands=[a_command()], batch=batch, idempotency=a_key())
    )

    assert again.replayed
    assert again.batch == batch
    assert waiting(stores) == 4


def test_a_batch_makes_progress_shard_by_shard(stores: Stores) -> None:
    a_batch(stores)
    one, other = (Writer(stores, shard=f"instance-000{n}", batch=BATCH) for n in (1, 2))
    one.write(created("a"), outcomes=[line_outcome(1)])
    one.write(outcomes=[line_outcome(4, "FAILED")])
    other.write(outcomes=[line_outcome(2, "FAILED"), line_outcome(3, "PARKED")])

    state = stores.ports.commands.batch(BATCH)

    assert state is not None
    assert (state.completed, state.failed) == (1, 2)
    assert stores.ports.commands.batch_positions(BATCH) == {"instance-0001": 2, "instance-0002": 1}
    assert lines_of(stores.ports.commands.batch_failures(BATCH, after_line=0, limit=10)) == [2, 3, 4]
    assert lines_of(stores.ports.commands.batch_failures(BATCH, after_line=2, limit=10)) == [3, 4]
    assert lines_of(stores.ports.commands.batch_failures(BATCH, after_line=0, limit=1)) == [2]


def lines_of(states: Sequence[CommandState]) -> list[int | None]:
    return [state.line for state in states]


def test_a_line_is_told_with_what_its_batch_knows(stores: Stores) -> None:
    a_batch(stores)
    Writer(stores, batch=BATCH).write(outcomes=[line_outcome(2, "FAILED")])

    state = stores.ports.commands.command(derived_id(BATCH, "2"))

    assert state is not None
    assert (state.state, state.actor, state.database, state.submitted_at) == ("FAILED", "kim", DATABASE, START)
    assert (state.batch, state.line, state.key) == (BATCH, 2, "k2")


def test_a_parked_line_is_counted_and_listed_with_the_failed_ones(stores: Stores) -> None:
    a_batch(stores)
    Writer(stores, batch=BATCH).write(
        outcomes=[line_outcome(1, "COMPLETED"), line_outcome(3, "PARKED"), line_outcome(4, "FAILED")]
    )

    state = stores.ports.commands.batch(BATCH)
    assert state is not None
    assert (state.completed, state.failed, state.parked) == (1, 1, 1)
    found = stores.ports.commands.batch_failures(BATCH, after_line=0, limit=10)
    assert [(each.line, each.state) for each in found] == [(3, "PARKED"), (4, "FAILED")]
    assert lines_of(stores.ports.commands.batch_failures(BATCH, after_line=0, limit=1)) == [3]
    assert lines_of(stores.ports.commands.batch_failures(BATCH, after_line=3, limit=10)) == [4]


def test_what_was_refused_or_parked_is_told_with_the_class_it_named(stores: Stores) -> None:
    a_batch(stores)
    writer = Writer(stores, batch=BATCH)
    told = [replace(line_outcome(line, state), class_id="jet") for line, state in ((1, "PARKED"), (2, "FAILED"))]
    writer.write(outcomes=[*told, line_outcome(3, "FAILED")])
    parked = stores.ports.commands.batch_failures(BATCH, after_line=0, limit=9)
    writer.write(outcomes=[replace(line_outcome(1, "FAILED"), class_id="plane")])

    failed = stores.ports.commands.batch_failures(BATCH, after_line=0, limit=9)

    assert [(each.line, each.class_id) for each in parked] == [(1, "jet"), (2, "jet"), (3, None)]
    assert [(each.line, each.class_id) for each in failed] == [(1, "plane"), (2, "jet"), (3, None)]


def test_the_lines_that_ended_are_read_by_their_ids(stores: Stores) -> None:
    a_batch(stores)
    writer = Writer(stores, batch=BATCH)
    writer.write(created("a"), outcomes=[line_outcome(1), line_outcome(2, "FAILED")])

    states = stores.ports.commands.states([derived_id(BATCH, str(line)) for line in range(1, 5)])

    told = {each.line: (each.state, each.actor, (each.result or {}).get("version")) for each in states}
    assert told == {1: ("COMPLETED", "kim", 1), 2: ("FAILED", "kim", None)}
    assert list(stores.ports.commands.states([])) == []


def test_a_batch_is_under_way_until_all_of_its_lines_ended(stores: Stores) -> None:
    commands, before = stores.ports.commands, START - timedelta(seconds=1)
    a_batch(stores, lines=2)
    told = [commands.underway(DATABASE, since=before), commands.underway(UUID(int=1), since=before)]
    told.append(commands.underway(DATABASE, since=START))

    Writer(stores, batch=BATCH).write(created("a"), outcomes=[line_outcome(1), line_outcome(2, "FAILED")])

    assert [*told, commands.underway(DATABASE, since=before)] == [True, False, False, False]

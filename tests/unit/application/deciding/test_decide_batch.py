"""A batch is decided in order: what waits, what is poison, what a release runs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from spice.application.deciding.decide_batch import BEHIND, GIVEN_UP_AFTER, decide_batch
from spice.application.deciding.decisions import Batch, Incoming, receive
from spice.domain.administration import Release
from spice.domain.errors import refuse
from spice.messages.command import Command, command_record
from spice.messages.segment import Line
from spice.ports.shard_rows import Parked
from tests.support.memory_platform import START
from tests.support.things import a_command, a_delete, a_put, unreadable


class Refusing:
    """Puts give an event each; a delete is refused."""

    def decide(self, command: Command, payload: Any) -> tuple[Sequence[Line], dict[str, Any] | None]:
        """Decide by the type alone."""
        if command.type == "DeleteInstance":
            raise refuse("not_found", "there is no such thing")
        return [Line(type="InstanceCreated", version=1, id=payload.id)], None

    def commits(self) -> dict[UUID, str | None]:
        """Nothing was decided with."""
        return {}


def decided(*incoming: Incoming, parked: Mapping[str, Sequence[Parked]] | None = None, deaths: int = 0) -> Batch:
    return decide_batch(Refusing(), parked or {}, incoming, deaths=deaths)


def came(command: Command) -> Incoming:
    return receive(command_record(command), "t/0/1")


def a_letter(item: Incoming, *, attempts: int = 1) -> Parked:
    """An incoming record as it is parked."""
    return Parked(
        letter=item.letter,
        key=item.key,
        record=item.record,
        reason="failed",
        error="",
        attempts=attempts,
        command_id=item.command.id if item.command else None,
        type=None,
        database=None,
        parked_at=START,
    )


def states(batch: Batch) -> list[str]:
    return [decision.state for decision in batch.decisions]


def test_a_refusal_is_an_outcome_and_stops_nobody() -> None:
    batch = decided(came(a_delete("a")), came(a_put("a")), came(a_put("b")))

    assert states(batch) == ["FAILED", "COMPLETED", "COMPLETED"]
    assert [problem.code for problem in batch.decisions[0].problems] == ["not_found"]
    assert [line.id for decision in batch.decisions for line in decision.lines] == ["a", "b"]


def test_what_cannot_be_read_is_parked_and_its_key_waits_behind_it() -> None:
    batch = decided(receive(unreadable("a"), "t/0/1"), came(a_put("a")), came(a_put("b")))

    assert states(batch) == ["PARKED", "PARKED", "COMPLETED"]
    poison, waiting, _ = batch.decisions
    assert (poison.attempts, waiting.attempts, waiting.parked_reason) == (1, 0, BEHIND)


def test_a_record_that_ended_its_worker_too_often_is_parked() -> None:
    assert states(decided(came(a_put("a")), deaths=GIVEN_UP_AFTER - 1)) == ["COMPLETED"]
    assert states(decided(came(a_put("a")), deaths=GIVEN_UP_AFTER)) == ["PARKED"]


def test_a_release_runs_what_is_parked_in_order_and_then_its_key_goes_on() -> None:
    first, second = came(a_put("a", "1")), came(a_put("a", "2"))
    letters = [a_letter(first), a_letter(second, attempts=0)]
    release = came(a_command("release", "a", Release(letter=first.letter)))

    batch = decided(release, came(a_put("a", "3")), parked={first.key: letters})

    assert batch.released == [first.letter, second.letter]
    assert states(batch) == ["COMPLETED"] * 4
    assert [decision.attempts for decision in batch.decisions] == [2, 1, 0, 0]
    assert batch.decisions[2].result == {"released": 2}


def test_a_discarded_letter_fails_and_those_behind_it_run() -> None:
    first, second = came(a_put("a", "1")), came(a_put("a", "2"))
    release = came(a_command("discard", "a", Release(letter=first.letter, discard=True)))

    batch = decided(release, parked={first.key: [a_letter(first), a_letter(second, attempts=0)]})

    assert states(batch) == ["FAILED", "COMPLETED", "COMPLETED"]
    assert [problem.code for problem in batch.decisions[0].problems] == ["discarded"]


def test_a_release_of_another_letter_than_the_first_changes_nothing() -> None:
    first, second = came(a_put("a", "1")), came(a_put("a", "2"))
    release = came(a_command("release", "a", Release(letter=second.letter)))

    batch = decided(release, parked={first.key: [a_letter(first), a_letter(second, attempts=0)]})

    assert (states(batch), batch.released) == (["FAILED"], [])

"""Parked commands: by key, in order, until they are released; and as people see them."""

from typing import Any
from uuid import UUID

import pytest

from spice.messages.problem import ProblemRow
from spice.messages.record_batch import Record
from spice.messages.segment import Outcome
from spice.ports.dead_letters import LettersSought
from spice.ports.shard_rows import Parked
from spice.ports.write_model import Wanted
from tests.contract.conftest import Stores
from tests.contract.segments import Writer, command, created, done


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores)


def look(writer: Writer, shard: str = "instance-0000", **wanted: Any) -> Any:
    return writer.stores.ports.model.snapshot(shard, Wanted(**wanted))


def letters(writer: Writer, key: str = "key") -> list[Parked]:
    return list(look(writer, keys=[key]).parked.get(key, []))


def parked(name: str, *, attempt: int = 1, key: str = "key") -> Outcome:
    record = {
        "letter": str(command(f"letter {name}")),
        "command_id": str(command(name)),
        "key": "a2V5",
        "value": "/wA=",
        "headers": [["user", "/w=="]],
    }
    errors = [ProblemRow(code="parked", message="poison")]
    return done(name, state="PARKED", attempt=attempt, key=key, record=record, errors=errors)


def test_a_letter_without_a_command_is_processed(writer: Writer) -> None:
    nameless = parked("x")
    letter = command("letter x")
    outcome = Outcome(type="Unreadable", id=letter, state="PARKED", attempt=1, key="key", record=nameless.record)
    writer.write(outcomes=[outcome])

    assert look(writer, commands=[letter, command("x")]).processed == {letter}


def test_parked_commands_stand_in_their_key_in_the_order_they_came(writer: Writer) -> None:
    writer.write(outcomes=[parked("1"), parked("2", attempt=0), parked("other", key="else")])
    writer.write(outcomes=[parked("3", attempt=0)])
    writer.write(outcomes=[parked("1", attempt=2)])

    held = letters(writer)

    assert [(each.command_id, each.attempts) for each in held] == [
        (command("1"), 2),
        (command("2"), 0),
        (command("3"), 0),
    ]
    assert held[0].record == Record(key=b"key", value=b"\xff\x00", headers=(("user", b"\xff"),))
    assert look(writer, shard="instance-0001", keys=["key"]).parked == {}


def test_letters_are_narrowed_and_counted_by_type_and_error(writer: Writer) -> None:
    writer.write(outcomes=[parked("1"), parked("2", attempt=0), parked("3", attempt=4, key="else")])
    held = writer.stores.ports.letters
    (one,) = held.letters(LettersSought(key="else"))

    def found(**sought: Any) -> list[Any]:
        return [each.command_id for each in held.letters(LettersSought(**sought))]

    assert found() == [command("1"), command("2"), command("3")]
    assert found(state="retrying") == [command("1")]
    assert found(state="waiting") == [command("2")]
    assert found(state="manual") == found(key="else") == [command("3")]
    assert found(error=one.error, type=one.type, database=one.database) == found()
    assert found(error="another") == found(type="Another") == found(database=UUID(int=1)) == []
    (group,) = held.groups()
    assert (group.type, group.error, group.count, group.waiting) == (one.type, one.error, 3, 1)
    assert group.first_at <= group.last_at == one.parked_at
    assert held.groups(LettersSought(error="another")) == held.groups(limit=0) == []


def test_a_released_letter_is_gone(writer: Writer) -> None:
    writer.write(outcomes=[parked("1"), parked("2", attempt=0)])
    writer.write(created("a"), outcomes=[done("1")], released=[command("letter 1")])

    assert [each.command_id for each in letters(writer)] == [command("2")]


def test_a_letter_may_come_and_go_in_one_segment(writer: Writer) -> None:
    writer.write(outcomes=[parked("1"), done("1")], released=[command("letter 1")])

    state = writer.stores.ports.commands.command(command("1"))
    assert letters(writer) == []
    assert state is not None
    assert state.state == "COMPLETED"


def test_a_parked_command_is_processed(writer: Writer) -> None:
    writer.write(outcomes=[parked("1")])

    assert look(writer, commands=[command("1"), command("2")]).processed == {command("1")}


def test_people_see_letters_oldest_first_in_pages(writer: Writer) -> None:
    writer.write(outcomes=[parked("1"), parked("2", attempt=0), parked("3", key="else", attempt=4)])
    letters = writer.stores.ports.letters

    first = letters.letters(limit=2)
    second = letters.letters(limit=2, after=first[-1].id)

    assert [letter.command_id for letter in first] == [command("1"), command("2")]
    assert [letter.command_id for letter in second] == [command("3")]
    assert [letter.state for letter in [*first, *second]] == ["retrying", "waiting", "manual"]
    assert letters.letters(after=second[-1].id) == []


def test_a_letter_tells_what_came_and_why_it_is_parked(writer: Writer) -> None:
    change = writer.write(outcomes=[parked("1")])

    letter = writer.stores.ports.letters.letter(command("letter 1"))

    assert letter is not None
    assert (letter.shard, letter.key, letter.type, letter.error) == ("instance-0000", "key", "PutInstance", "poison")
    assert letter.record == {"key": "key", "value": "/wA=", "headers": {"user": "/w=="}}
    assert letter.parked_at == change.first_at
    assert writer.stores.ports.letters.letter(command("letter 2")) is None


def test_a_parked_command_is_told_as_parked(writer: Writer) -> None:
    writer.write(outcomes=[parked("1", attempt=2)])

    state = writer.stores.ports.commands.command(command("1"))

    assert state is not None
    assert (state.state, state.attempts, state.finished_at) == ("PARKED", 2, None)
    assert state.errors == [ProblemRow(code="parked", message="poison")]

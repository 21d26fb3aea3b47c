"""Notes on their way to the outbox, on the twin and on PostgreSQL."""

from datetime import datetime, timedelta
from uuid import UUID

from spice.domain.notes import Note, Shown
from spice.ports.notes import KeptNote
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.support.memory_platform import START


def a_note(number: int, *, at: datetime = START, actor: str = "kim") -> KeptNote:
    shown = [Shown(root_id="c", properties=["p"], ids=["a", "b"])]
    note = Note(
        at=at,
        actor=actor,
        correlation_id="r",
        method="GET",
        route="/x",
        status=200,
        names={"id": "a"},
        codes=["forbidden"],
        shown=shown,
    )
    return KeptNote(id=UUID(int=number), database=DATABASE, note=note)


def test_the_oldest_are_read_first_and_whole(stores: Stores) -> None:
    notes = stores.ports.notes
    later, first, other = a_note(1, at=START + timedelta(seconds=1)), a_note(3), a_note(2)

    notes.add([later, first])
    notes.add([other])

    assert list(notes.before(START + timedelta(seconds=2), limit=10)) == [other, first, later]
    assert list(notes.before(START + timedelta(seconds=2), limit=1)) == [other]
    assert list(notes.before(START + timedelta(seconds=1), limit=10)) == [other, first]


def test_one_that_is_there_is_not_kept_again(stores: Stores) -> None:
    notes = stores.ports.notes

    notes.add([a_note(1)])
    notes.add([a_note(1, actor="lee"), a_note(2)])

    assert [each.note.actor for each in notes.before(START + timedelta(seconds=1), limit=10)] == ["kim", "kim"]


def test_the_oldest_that_waits_is_told(stores: Stores) -> None:
    notes = stores.ports.notes
    before = notes.oldest_at()
    notes.add([a_note(1, at=START + timedelta(seconds=1)), a_note(2)])

    waits = notes.oldest_at()
    notes.drop([UUID(int=2)])

    assert (before, waits, notes.oldest_at()) == (None, START, START + timedelta(seconds=1))


def test_what_is_dropped_is_gone(stores: Stores) -> None:
    notes = stores.ports.notes
    notes.add([a_note(1), a_note(2)])

    notes.drop([UUID(int=1), UUID(int=9)])

    assert [each.id for each in notes.before(START + timedelta(seconds=1), limit=10)] == [UUID(int=2)]

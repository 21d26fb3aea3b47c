"""A history folds to the state after it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from spice.messages.event import Event, Position
from spice.messages.history import apply, fold

BEGAN = datetime(2013, 1, 1, tzinfo=UTC)


def happened(*steps: tuple[str, dict[str, object]]) -> Sequence[Event]:
    """Events of one instance, a minute apart, each by another."""
    return [
        Event(
            type=f"Instance{kind}",
            at=BEGAN + timedelta(minutes=n),
            actor=f"actor {n}",
            command_id=UUID(int=n),
            version=n,
            position=Position(1, "instance-0000", n),
            class_id="thing",
            id="one",
            data=data if kind == "Created" else None,
            set=data if kind == "Updated" else None,
        )
        for n, (kind, data) in enumerate(steps, start=1)
    ]


def test_no_event_is_no_instance() -> None:
    assert fold([]) is None


def test_a_state_says_who_began_it_and_who_was_last() -> None:
    state = fold(happened(("Created", {"a": 1}), ("Updated", {"b": 2})))

    assert state is not None
    assert (state.id, state.version, state.data) == ("one", 2, {"a": 1, "b": 2})
    assert (state.created_by, state.updated_by) == ("actor 1", "actor 2")
    assert state.updated_at - state.created_at == timedelta(minutes=1)


def test_a_fold_goes_on_from_a_state() -> None:
    events = happened(("Created", {"a": 1}), ("Updated", {"a": 2}), ("Deleted", {}))

    assert fold(events[2:], fold(events[:2])) == fold(events)


def test_what_is_no_event_of_an_instance_is_not_folded() -> None:
    with pytest.raises(ValueError, match="InstanceMoved is no event of an instance"):
        apply(None, happened(("Moved", {}))[0])

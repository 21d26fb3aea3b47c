"""A history is folded: the state of an instance after events of the log."""

from collections.abc import Iterable

from spice.domain.instance.evolve import evolve
from spice.domain.instance.model import Instance, InstanceCreated
from spice.messages.event import Event
from spice.messages.registry import instance_event


def apply(state: Instance | None, event: Event) -> Instance:
    """Compute the state after one event; ValueError for one that is not an instance's."""
    return evolve(
        state, instance_event(event), id=event.id or "", version=event.version, at=event.at, actor=event.actor
    )


def beneath(state: Instance | None, event: Event) -> Instance | None:
    """Give what an event changes: nothing where it creates, though its id was of something that counts no more."""
    return None if isinstance(instance_event(event), InstanceCreated) else state


def fold(events: Iterable[Event], start: Instance | None = None) -> Instance | None:
    """Compute the state after events, from the beginning or from a state."""
    state = start
    for event in events:
        state = apply(state, event)
    return state

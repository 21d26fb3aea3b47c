"""How far events go, and which of them go further than what was taken in."""

from collections.abc import Mapping, Sequence

from spice.messages.event_mark import EventMark


def behind(seen: Sequence[EventMark], done: Mapping[str, int]) -> list[EventMark]:
    """Leave out what was taken in."""
    return [event for event in seen if event.position.sequence > done.get(event.position.shard, 0)]


def reached(seen: Sequence[EventMark]) -> dict[str, int]:
    """Tell how far events go, per shard."""
    last: dict[str, int] = {}
    for event in seen:
        shard = event.position.shard
        last[shard] = max(last.get(shard, 0), event.position.sequence)
    return last

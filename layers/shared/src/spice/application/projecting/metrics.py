"""Events -> business metrics: writes by actor and hour, live instances by class."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from spice.messages.event_mark import EventMark
from spice.ports.checkpoints import Count

_LIVES = {"InstanceCreated": 1, "InstanceDeleted": -1}


def counts_of(seen: Iterable[EventMark]) -> list[Count]:
    """Sum events up; the checkpoint it moves with keeps it from being counted twice."""
    steps: Counter[tuple[UUID, str, str, datetime | None]] = Counter()
    for event in seen:
        hour = event.at.replace(minute=0, second=0, microsecond=0)
        steps[event.database, "writes", event.actor, hour] += 1
        if life := _LIVES.get(event.type, 0):
            steps[event.database, "class", event.class_id, None] += life
    return [
        Count(database=database, kind=kind, name=name, hour=hour, step=step)
        for (database, kind, name, hour), step in steps.items()
    ]

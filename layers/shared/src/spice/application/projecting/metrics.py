"""Events -> business metrics: writes by actor and hour, live instances by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from spice.messages.event_mark import EventMark
from spice.ports.checkpoints import Count
from spice.ports.write_model import Look

if TYPE_CHECKING:
    from spice.application.ground.ontologies import Ontologies
    from spice.application.projecting.projection import Progress, Standing
    from spice.ports import Ports

_LIVES = {"InstanceCreated": 1, "InstanceDeleted": -1}


class ProjectMetrics:
    """Counts events; the checkpoint that its counts move with keeps them from being counted twice."""

    name = "metrics"
    of_heads = False

    def __init__(self, ports: Ports, ontologies: Ontologies) -> None:
        self._checkpoints = ports.checkpoints

    def take(self, events: Sequence[EventMark], snapshot: Look) -> Sequence[Count]:
        """Count events."""
        return _counts_of(events)

    def rebuild(self, standing: Standing, progress: Progress, detail: Mapping[str, object]) -> None:
        """Count the log again and switch: figures and the position they are of change in one transaction."""
        counts = _counts_of(standing.events(progress))
        self._checkpoints.reset(self.name, standing.positions, counts)


def _counts_of(events: Iterable[EventMark]) -> list[Count]:
    steps: Counter[tuple[UUID, str, str, datetime | None]] = Counter()
    for event in events:
        hour = event.at.replace(minute=0, second=0, microsecond=0)
        steps[event.database, "writes", event.actor, hour] += 1
        if life := _LIVES.get(event.type, 0):
            steps[event.database, "class", event.class_id, None] += life
        if event.replaces is not None:
            steps[event.database, "class", event.replaces, None] -= 1
    return [
        Count(database=database, kind=kind, name=name, hour=hour, step=step)
        for (database, kind, name, hour), step in steps.items()
    ]

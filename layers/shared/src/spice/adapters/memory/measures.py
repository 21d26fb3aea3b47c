"""What was measured, in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from spice.adapters.memory.state import MemoryState
from spice.ports.measures import Point


class MemoryMeasures:
    """The Measures twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def keep(self, at: datetime, values: Mapping[str, float]) -> None:
        """Note what was measured."""
        minute = at.replace(second=0, microsecond=0)
        with self._state.lock:
            for metric, value in values.items():
                before = self._state.measures.get((metric, minute), value)
                self._state.measures[metric, minute] = max(before, value)

    def since(self, start: datetime) -> Mapping[str, Sequence[tuple[datetime, float]]]:
        """Read what was measured from `start` on."""
        found: dict[str, list[tuple[datetime, float]]] = {}
        with self._state.lock:
            for (metric, at), value in sorted(self._state.measures.items()):
                if at >= start:
                    found.setdefault(metric, []).append((at, value))
        return found

    def series(self, metric: str, start: datetime, end: datetime, step: int) -> Sequence[Point]:
        """Read a metric by steps."""
        told = [(at, value) for at, value in self.since(start).get(metric, ()) if at < end]
        long = timedelta(seconds=step)
        return [
            Point(start + number * long, sum(values) / len(values), min(values), max(values))
            for number, group in groupby(told, lambda each: (each[0] - start) // long)
            if (values := [value for _, value in group])
        ]

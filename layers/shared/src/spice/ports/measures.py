"""What was measured of the platform, once a minute: for alarms and series on one machine and in AWS alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Point:
    """A step of a series: its start, and the mean, least and greatest of what was measured in it."""

    at: datetime
    mean: float
    least: float
    greatest: float


class Measures(Protocol):
    """A value a metric and minute; kept for 14 days."""

    def keep(self, at: datetime, values: Mapping[str, float]) -> None:
        """Note what was measured; of several in one minute the greatest stays. Safe to repeat. Raises Transient."""
        ...

    def since(self, start: datetime) -> Mapping[str, Sequence[tuple[datetime, float]]]:
        """Read what was measured from `start` on by metric, oldest first. Raises Transient."""
        ...

    def series(self, metric: str, start: datetime, end: datetime, step: int) -> Sequence[Point]:
        """Read a metric in [start, end) by steps of so many seconds from `start` on, oldest first; a step without a
        value is left out. Raises Transient."""
        ...

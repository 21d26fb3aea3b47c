"""What became of a source, in numbers and line by line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Problems = Sequence[Mapping[str, Any]]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of one source: lines sent, accepted, carried out; refused, failed or parked ones, with why; those
    without an outcome, with their commands."""

    on_progress: Callable[["Tally"], None] = lambda tally: None
    sent: int = 0
    accepted: int = 0
    replayed: int = 0
    settled: int = 0
    failed: int = 0
    parked: int = 0
    without_outcome: int = 0
    rejected: list[tuple[int, Problems]] = field(default_factory=list)
    failures: list[tuple[int, Problems]] = field(default_factory=list)
    waiting: list[tuple[int, Problems]] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Count the lines whose outcome is known."""
        return self.settled + len(self.rejected)

    @property
    def in_the_log(self) -> int:
        """Count the lines that are carried out."""
        return self.accepted - self.failed - self.parked - self.without_outcome

    @property
    def clean(self) -> bool:
        """Tell whether every line went in."""
        return not self.rejected and not self.failed and self.is_over

    @property
    def is_over(self) -> bool:
        """Tell whether every line that was accepted has its outcome."""
        return not self.parked and not self.without_outcome

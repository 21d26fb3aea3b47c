"""What the platform's alarms look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from spice.ports.dead_letters import DeadLetters
from spice.ports.operations import Operations
from spice.ports.outbox import Outbox

MANY = 1000
"""Dead letters are counted up to here: any number rings, and a page tells it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """How much waits where."""

    waiting: int
    age_seconds: float
    letters: int
    lags: Mapping[str, int]


class Observe:
    """Looks at outbox, projections and dead letters."""

    def __init__(self, outbox: Outbox, operations: Operations, letters: DeadLetters) -> None:
        self._outbox, self._operations, self._letters = outbox, operations, letters

    def __call__(self, now: datetime) -> Observed:
        """Measure once."""
        depth = self._outbox.depth()
        age = (now - depth.oldest_at).total_seconds() if depth.oldest_at else 0.0
        return Observed(
            waiting=depth.records,
            age_seconds=max(0.0, age),
            letters=len(self._letters.letters(limit=MANY)),
            lags={state.name: state.lag for state in self._operations.projections()},
        )

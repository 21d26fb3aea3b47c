"""Maps of keys to partitions, as writers, relays and growth agree on them; each family has one after another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

ASKED, CLOSING, BEGUN = "ASKED", "CLOSING", "BEGUN"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardMap:
    """A generation of a family: how many partitions its keys are spread over.

    `state`: ASKED (accepted commands wait under it while those of the one before it go), CLOSING (the relay pauses)
    or BEGUN.
    """

    family: str
    generation: int
    partitions: int
    state: str = BEGUN


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A family's map of keys to shards; it has begun, since every shard of the one before it is closed.

    Events of it were recorded behind `floor`. `partitions` is None for the first one, which is what the bus says.
    """

    number: int = 1
    partitions: int | None = None
    floor: datetime | None = None


FIRST = Generation()
"""What every family begins with."""


class Generations(Protocol):
    """Each step may be repeated; none goes back."""

    def current(self, family: str) -> ShardMap:
        """Read the map that has begun and is what workers and the relay go by. Raises Transient."""
        ...

    def newest(self, family: str) -> ShardMap:
        """Read the map that accepted commands are stamped with."""
        ...

    def first(self, made: ShardMap) -> None:
        """Keep the first map of a family whose topics were made, so that nobody has to ask the bus for it."""
        ...

    def ask(self, wanted: ShardMap) -> ShardMap:
        """Have writers use the next map from now on; answers the one that is newest, which may be another's."""
        ...

    def drained(self, family: str) -> bool:
        """Tell whether no row of a map before the newest one waits for the relay."""
        ...

    def pause(self, family: str) -> None:
        """Have the relay publish nothing of the family, and return when no claim is in the middle of it.

        Raises Transient when a claim does not end; what was said stays said.
        """
        ...

    def lagging(self, family: str, at: datetime | None) -> datetime | None:
        """Keep since when a family lags, of which the first time stands; None: it does not. Answers what is kept."""
        ...

    def limit(self, family: str) -> int:
        """Read up to how many partitions a family grows by itself; 0: never."""
        ...

    def set_limit(self, family: str, up_to: int) -> None:
        """Let a family grow by itself up to so many partitions; 0: never."""
        ...

    def begin(self, begun: ShardMap) -> None:
        """Let the relay go by a map; it may be one that only the log knew."""
        ...

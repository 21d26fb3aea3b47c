"""Shards whose chain is broken: nothing is appended to them until somebody has repaired the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spice.ports.errors import BrokenChain, SetApart


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A shard, its first bad segment, and what is wrong with that."""

    shard: str
    generation: int
    sequence: int
    reason: str
    since: datetime

    def broken(self) -> SetApart:
        """Make the error of whoever comes to it."""
        return SetApart(self.generation, self.shard, self.sequence, self.reason)


class Quarantine(Protocol):
    """At most one place a shard: the first bad one."""

    def now(self) -> datetime:
        """Tell the time by which it knows what came first: a look at the log, or a shard's release."""
        ...

    def put(self, broken: BrokenChain, *, looked_at: datetime | None = None) -> None:
        """Quarantine a shard; one that is already is said to be broken here from now on. Raises Transient.

        `looked_at`: when the look at the log began that found it. A shard that was let go on since is let be: what was
        seen may be what was repaired, and if it is not, the next look finds it again.
        """
        ...

    def lift(self, shard: str) -> None:
        """Let a shard go on; safe to repeat. Raises Transient."""
        ...

    def all(self) -> Sequence[Quarantined]:
        """List what is quarantined, by shard. Raises Transient."""
        ...

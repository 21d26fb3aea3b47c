"""What a restore is going to do, shard by shard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spice.application.upkeep.restoring.compare_logs import Joined
from spice.domain.shards import Shard
from spice.ports.errors import BrokenChain
from spice.ports.shard_rows import ShardHead

FOREIGN = "foreign"
"""The folder of what is no segment, below that of what was moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardPlan:
    """What is made of a shard. `given`: the last sequence that anybody may have been told of."""

    joined: Joined
    broken: BrokenChain | None
    copy_broken: BrokenChain | None
    apart: Sequence[str]
    """Names of what is moved out of the log."""
    given: int

    @property
    def end(self) -> int:
        """The last sequence that is there afterwards."""
        heads = self.joined.heads
        return heads[-1].sequence if heads else 0

    @property
    def changes(self) -> bool:
        """Tell whether anything has to be done: a log that ends before what was given has lost something."""
        return bool(self.joined.added or self.apart or self.given > self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePlan:
    """The shards by name, and objects that are no segment of any."""

    shards: Mapping[str, ShardPlan]
    foreign: Sequence[str]

    @property
    def changes(self) -> bool:
        """Tell whether anything has to be done."""
        return bool(self.foreign) or any(plan.changes for plan in self.shards.values())

    @property
    def loses(self) -> bool:
        """Tell whether the log loses anything that may have been sealed."""
        return any(plan.apart or plan.given > plan.end for plan in self.shards.values())

    def families(self) -> set[str]:
        """Name the families of which something has to be done."""
        return {Shard.named(name).family for name, plan in self.shards.items() if plan.changes}


def ends_of(plan: RestorePlan) -> dict[str, ShardHead]:
    """Tell where shards end afterwards."""
    return {name: each.joined.heads[-1] for name, each in plan.shards.items() if each.joined.heads}

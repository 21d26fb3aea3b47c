"""What a projection is: a read model that takes events of instances in, and can be made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from spice.messages.event_mark import EventMark
from spice.ports.checkpoints import Count
from spice.ports.write_model import Look

if TYPE_CHECKING:
    from spice.application.ground.ontologies import Ontologies
    from spice.ports import Ports

Progress = Callable[[dict[str, object]], None]
"""Hears how far a rebuild is; what it was told is there again after a death."""


class Standing(Protocol):
    """The index and the log as they stood when a rebuild began."""

    @property
    def positions(self) -> Mapping[str, int]:
        """The last sequence of every shard of instances."""
        ...

    def events(self, progress: Progress) -> Iterator[EventMark]:
        """Walk all events up to the positions, shard by shard."""
        ...

    def check(self) -> None:
        """See that the index is still the one that stood. Raises Transient."""
        ...


class Projection(Protocol):
    """A read model of instances."""

    @property
    def name(self) -> str:
        """What its checkpoints, its rebuild and its lag are called."""
        ...

    @property
    def of_heads(self) -> bool:
        """Whether it is made of the current heads: `take` then finds those of the events in its snapshot."""
        ...

    def take(self, events: Sequence[EventMark], snapshot: Look) -> Sequence[Count]:
        """Take in events that are behind its checkpoint; answers what has to be counted as the checkpoint moves.

        Safe to repeat.
        """
        ...

    def rebuild(self, standing: Standing, progress: Progress, detail: Mapping[str, object]) -> None:
        """Make it again, beside the one that is read, and put its checkpoint where that leaves it.

        `detail` is what the progress of a try that died said. Raises Transient when the index does not stand.
        """
        ...


class Kind(Protocol):
    """A projection on its way to be one."""

    @property
    def name(self) -> str:
        """What it will be called."""
        ...

    def __call__(self, ports: Ports, ontologies: Ontologies) -> Projection:
        """Give it its ports."""
        ...

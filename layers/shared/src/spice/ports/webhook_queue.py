"""What webhooks are still to be told, and where each stands in the log: state that no rebuild of the index empties."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from spice.domain.webhooks.model import Webhook
from spice.domain.webhooks.schedule import Health
from spice.messages.event import Position

Came = Literal["delivered", "waiting", "letter", "skipped"]
"""`letter`: its tries are used up, and its owner decides."""
Walk = Literal["live", "replay"]
Places = dict[str, tuple[int, int, int]]
"""Generation, sequence and number of the last event taken in, by shard."""
LAST = 2**31 - 1
"""No event of a segment has this number: a place with it is behind all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event for one webhook. `tries`: those that were made."""

    event_id: UUID
    type: str
    key: str
    """The aggregate: what is told of it is told in order."""
    at: datetime
    position: Position
    payload: bytes
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Walking:
    """How far a walk through the log is. A replay has ends: events with since <= at < until."""

    places: Places | None
    """None: it has not begun."""
    since: datetime
    until: datetime | None = None
    begins: Places | None = None
    """Of the live walk: where shards stood when the registration was indexed; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A webhook that its holder alone delivers for, until the lease ends."""

    database: UUID
    webhook: Webhook
    lease: UUID
    health: Health = field(default_factory=Health)
    walks: Mapping[Walk, Walking] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How a try ended. `due`: when the next one is, of what waits."""

    delivery: Delivery
    came: Came
    at: datetime
    due: datetime | None = None
    status: int | None = None
    error: str = ""
    answer: str = ""
    milliseconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a webhook has in its queue: keys that fail, deliveries that may be tried now, and all that wait."""

    blocked: int
    ready: int
    waiting: int
    next_due: datetime | None = None


class WebhookQueue(Protocol):
    """The queue of each webhook. Whoever writes holds the lease; else LeaseLost is raised, and nothing is written."""

    def claim(self, lease: UUID, now: datetime, until: datetime) -> Sequence[Lane]:
        """Lease every webhook that is on, not paused, and that nobody else holds; those held already are prolonged."""
        ...

    def release(self, lease: UUID) -> None:
        """Give all of them up."""
        ...

    def take(self, lane: Lane, walk: Walk, deliveries: Sequence[Delivery], places: Places | None) -> None:
        """Queue deliveries and move a walk to `places`, in one transaction; None ends the walk.

        The first of a key is due at once, the others behind it. What is there already is left as it is; a replay
        sends it again.
        """
        ...

    def due(self, webhook: UUID, now: datetime, *, but: Collection[str], limit: int) -> Sequence[Delivery]:
        """Give what may be tried now, longest due first: of each key the first alone; `but`: keys that are left out."""
        ...

    def settle(
        self, lane: Lane, tried: Sequence[Tried], health: Health, *, at: datetime, off: str | None = None
    ) -> None:
        """Write how tries ended; what is behind a key that goes on is due. `off`: why the webhook is switched off."""
        ...

    def load(self, webhook: UUID, now: datetime) -> Load:
        """Count what waits."""
        ...

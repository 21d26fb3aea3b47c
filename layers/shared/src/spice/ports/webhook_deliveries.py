"""What owners see of deliveries and decide about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from spice.ports.command_store import IdempotencyKey
from spice.ports.webhook_queue import Delivery

State = Literal["waiting", "delivered", "letter", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a webhook does."""

    off_since: datetime | None = None
    off_reason: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    rests_until: datetime | None = None
    waiting: int = 0
    letters: int = 0
    oldest_at: datetime | None = None
    """When the oldest event happened that waits."""
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A delivery as its owner sees it."""

    event_id: UUID
    type: str
    key: str
    at: datetime
    state: State
    tries: int
    due_at: datetime | None
    tried_at: datetime | None
    status: int | None
    error: str
    answer: str
    milliseconds: int


def unsent(delivery: Delivery) -> Told:
    """Tell of a delivery that nobody has tried."""
    return Told(
        event_id=delivery.event_id,
        type=delivery.type,
        key=delivery.key,
        at=delivery.at,
        state="waiting",
        tries=0,
        due_at=delivery.at,
        tried_at=None,
        status=None,
        error="",
        answer="",
        milliseconds=0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What alarms look at."""

    oldest_at: datetime | None
    """When the oldest event happened that a webhook which is on was not told: one that waits for its next try, or that
    nobody has taken from the log yet. What waits for a person is not among them."""
    letters: int
    off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A client's key, and what its request is told by afterwards."""

    key: IdempotencyKey
    stands_for: UUID


class KeyTaken(Exception):
    """Another request has the client's key, perhaps since this one looked: nothing was done."""


class WebhookDeliveries(Protocol):
    """Answers and decisions, by webhook. `once`: in one transaction with its key; raises KeyTaken where it is taken."""

    def standing(self, webhook: UUID) -> Standing:
        """Tell how a webhook does."""
        ...

    def listed(
        self, webhook: UUID, state: State | None, *, before: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Told]:
        """List deliveries, the newest events first, below a place."""
        ...

    def find(self, webhook: UUID, event_id: UUID) -> Told | None:
        """Read one delivery."""
        ...

    def put(self, webhook: UUID, delivery: Delivery, *, once: Once | None = None) -> None:
        """Queue something that no walk brings: a test. It waits for nothing."""
        ...

    def decide(self, webhook: UUID, event_id: UUID, *, again: bool, at: datetime, once: Once | None = None) -> bool:
        """Send a delivery again, or skip it; False where there is none, or nothing to skip, and then no key is kept."""
        ...

    def replay(self, webhook: UUID, since: datetime, until: datetime, *, once: Once | None = None) -> None:
        """Ask for everything of a time again, in the place of a replay that is under way."""
        ...

    def measure(self) -> Measured:
        """Look at all webhooks."""
        ...

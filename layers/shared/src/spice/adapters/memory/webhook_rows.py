"""Rows of the queues of webhooks, in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from spice.domain.webhooks.schedule import Health
from spice.ports.webhook_deliveries import State
from spice.ports.webhook_queue import Delivery


@dataclass(slots=True)
class WebhookState:
    """How a webhook does, and who holds it."""

    lease: UUID | None = None
    leased_until: datetime | None = None
    health: Health = field(default_factory=Health)
    off_since: datetime | None = None
    off_reason: str | None = None
    resumed: int = 0


@dataclass(slots=True)
class WebhookRow:
    """A delivery as it stands; `due_at` is None behind another one of its key."""

    delivery: Delivery
    state: State = "waiting"
    tries: int = 0
    due_at: datetime | None = None
    tried_at: datetime | None = None
    status: int | None = None
    error: str = ""
    answer: str = ""
    milliseconds: int = 0

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands among those of its key."""
        position = self.delivery.position
        return (position.generation, position.sequence, position.n)

    @property
    def pending(self) -> bool:
        """Whether it keeps those behind it waiting."""
        return self.state in ("waiting", "letter")

"""Webhooks in memory."""

from collections.abc import Mapping
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.identity import NIL
from spice.domain.webhooks.commands import WebhookChanged, WebhookRotated
from spice.domain.webhooks.model import SECRET_LOST, Webhook, evolve
from spice.domain.webhooks.schedule import Health
from spice.messages.event import Event
from spice.messages.registry import webhook_event
from spice.ports.webhook_queue import LAST


class MemoryWebhooks:
    """The Webhooks twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def of(self, database: UUID) -> Mapping[UUID, Webhook]:
        """Read all of a database, oldest first."""
        with self._state.lock:
            return {id_: found for (uuid, id_), found in sorted(self._state.webhooks.items()) if uuid == database}

    def find(self, database: UUID, webhook: UUID) -> Webhook | None:
        """Read one that was not deleted."""
        found = self._state.webhooks.get((database, webhook))
        return None if found is None or found.deleted else found


def apply_webhook(state: MemoryState, event: Event, body: Mapping[str, object]) -> None:
    """Write what an event leaves of its webhook."""
    told, database = webhook_event(event), event.database or NIL
    before = state.webhooks.get((database, told.id))
    stand = {shard: (head.generation, head.sequence, LAST) for shard, head in state.shards.items()}
    state.webhook_begins.setdefault(told.id, stand)
    state.webhooks[database, told.id] = left = evolve(before, told, actor=event.actor, at=event.at)
    if isinstance(told, WebhookChanged) and "resumed" in told.patch:
        _switch_on(state, left, event, resumed=True)
    if isinstance(told, WebhookRotated):
        _switch_on(state, left, event, resumed=False)


def _switch_on(state: MemoryState, webhook: Webhook, event: Event, *, resumed: bool) -> None:
    """Switch a webhook on that was off when its owner resumed or rotated it, and ask it at once."""
    stands = state.webhook_states.get(webhook.id)
    if stands is None or stands.off_since is None:
        return
    if stands.resumed >= webhook.resumed if resumed else stands.off_reason != SECRET_LOST:
        return
    stands.off_since, stands.off_reason, stands.health, stands.resumed = None, None, Health(), webhook.resumed
    for (id_, _), row in state.webhook_rows.items():
        if id_ == webhook.id and (row.state == "letter" or (row.state == "waiting" and row.due_at is not None)):
            row.state, row.tries, row.due_at = "waiting", 0, event.at

"""Webhooks in memory."""

from collections.abc import Mapping
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.domain.identity import NIL
from spice.domain.webhooks.model import Webhook, evolve
from spice.messages.event import Event
from spice.messages.registry import webhook_event


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
    state.webhooks[database, told.id] = evolve(before, told, actor=event.actor, at=event.at)

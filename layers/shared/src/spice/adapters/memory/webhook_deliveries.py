"""What owners see of deliveries and decide about them, in memory."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.webhook_queue import wake
from spice.adapters.memory.webhook_rows import WebhookRow, WebhookState
from spice.domain.webhooks.model import Webhook
from spice.ports.webhook_deliveries import KeyTaken, Measured, Once, Standing, State, Told
from spice.ports.webhook_queue import Delivery, Walking


class MemoryWebhookDeliveries:
    """The WebhookDeliveries twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def standing(self, webhook: UUID) -> Standing:
        """Tell how a webhook does."""
        with self._state.lock:
            stands, rows = self._state.webhook_states.get(webhook, WebhookState()), self._rows(webhook)
        return Standing(
            off_since=stands.off_since,
            off_reason=stands.off_reason,
            failures=stands.health.failures,
            failing_since=stands.health.failing_since,
            rests_until=stands.health.rests_until,
            waiting=sum(row.state == "waiting" for row in rows),
            letters=sum(row.state == "letter" for row in rows),
            oldest_at=min((row.delivery.at for row in rows if row.pending), default=None),
            delivered_at=max((row.tried_at for row in rows if row.state == "delivered" and row.tried_at), default=None),
        )

    def listed(
        self, webhook: UUID, state: State | None, *, before: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Told]:
        """List deliveries, the newest events first."""
        with self._state.lock:
            told = [_told(row) for row in self._rows(webhook) if state in (None, row.state)]
        told.sort(key=lambda each: (each.at, each.event_id), reverse=True)
        return [each for each in told if before is None or (each.at, each.event_id) < before][:limit]

    def find(self, webhook: UUID, event_id: UUID) -> Told | None:
        """Read one delivery."""
        with self._state.lock:
            row = self._state.webhook_rows.get((webhook, event_id))
            return None if row is None else _told(row)

    def put(self, webhook: UUID, delivery: Delivery, *, once: Once | None = None) -> None:
        """Queue a test."""
        with self._state.lock:
            self._claim(once, delivery.at)
            self._state.webhook_rows.setdefault((webhook, delivery.event_id), WebhookRow(delivery=delivery))
            wake(self._state, webhook, {delivery.key})

    def decide(self, webhook: UUID, event_id: UUID, *, again: bool, at: datetime, once: Once | None = None) -> bool:
        """Send a delivery again, or skip it."""
        with self._state.lock:
            self._check_free(once)
            row = self._state.webhook_rows.get((webhook, event_id))
            if row is None or not (again or row.pending):
                return False
            self._claim(once, at)
            if again:
                row.state, row.tries, row.due_at = "waiting", 0, at
            else:
                row.state, row.due_at, row.tried_at = "skipped", None, at
            wake(self._state, webhook, {row.delivery.key})
            return True

    def replay(self, webhook: UUID, since: datetime, until: datetime, *, once: Once | None = None) -> None:
        """Ask for everything of a time again."""
        with self._state.lock:
            self._claim(once, until)
            self._state.webhook_walks[webhook, "replay"] = Walking(places=None, since=since, until=until)

    def measure(self) -> Measured:
        """Look at all webhooks."""
        state = self._state
        with state.lock:
            there = {uuid for uuid, database in state.databases.items() if not database.deleted}
            live = {
                id_: (database, webhook)
                for (database, id_), webhook in state.webhooks.items()
                if not webhook.deleted and database in there
            }
            off = {id_ for id_, stands in state.webhook_states.items() if stands.off_since is not None}
            on = {id_ for id_, (_, webhook) in live.items() if not webhook.paused} - off
            rows = [(id_, row) for (id_, _), row in state.webhook_rows.items()]
            ages = [row.delivery.at for id_, row in rows if id_ in on and row.state == "waiting" and row.due_at]
            ages += [at for id_ in on for at in self._not_taken(id_, *live[id_])]
            letters = sum(id_ in live and row.state == "letter" for id_, row in rows)
        return Measured(oldest_at=min(ages, default=None), letters=letters, off=len(off & live.keys()))

    def _not_taken(self, id_: UUID, database: UUID, webhook: Webhook) -> Iterator[datetime]:
        """Tell the times of what is behind a webhook's place, segment by segment."""
        walking = self._state.webhook_walks.get((id_, "live"))
        places = (walking.places if walking else None) or {}
        for event in self._state.recorded:
            at, behind = event.position, places.get(event.position.shard, (0, 0, 0))[:2]
            if event.database == database and event.at > webhook.created_at and (at.generation, at.sequence) > behind:
                yield event.at

    def _check_free(self, once: Once | None) -> None:
        if once is not None and _place(once) in self._state.keys:
            raise KeyTaken

    def _claim(self, once: Once | None, at: datetime) -> None:
        """Take a client's key. Raises KeyTaken where another request has it."""
        self._check_free(once)
        if once is not None:
            self._state.keys[_place(once)] = (once.key, once.stands_for, at)

    def _rows(self, webhook: UUID) -> list[WebhookRow]:
        return [row for (id_, _), row in self._state.webhook_rows.items() if id_ == webhook]


def _place(once: Once) -> tuple[str, UUID | None, str]:
    return once.key.actor, once.key.database, once.key.key


def _told(row: WebhookRow) -> Told:
    delivery = row.delivery
    return Told(
        event_id=delivery.event_id,
        type=delivery.type,
        key=delivery.key,
        at=delivery.at,
        state=row.state,
        tries=row.tries,
        due_at=row.due_at,
        tried_at=row.tried_at,
        status=row.status,
        error=row.error,
        answer=row.answer,
        milliseconds=row.milliseconds,
    )

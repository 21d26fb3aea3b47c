"""The queues of webhooks in memory."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.webhook_rows import WebhookRow, WebhookState
from spice.domain.webhooks.model import Webhook
from spice.domain.webhooks.schedule import Health
from spice.ports.errors import LeaseLost
from spice.ports.webhook_queue import Delivery, Lane, Load, Places, Tried, Walk, Walking

_WALKS: Sequence[Walk] = ("live", "replay")


class MemoryWebhookQueue:
    """The WebhookQueue twin."""

    def __init__(self, state: MemoryState) -> None:
        self._state = state

    def claim(self, lease: UUID, now: datetime, until: datetime) -> Sequence[Lane]:
        """Lease every webhook that is on, and that nobody else holds."""
        state, lanes = self._state, []
        with state.lock:
            for (database, id_), webhook in sorted(state.webhooks.items()):
                if not self._is_there(database, webhook):
                    continue
                stands = state.webhook_states.setdefault(id_, WebhookState())
                state.webhook_walks.setdefault((id_, "live"), Walking(places=None, since=webhook.created_at))
                free = stands.lease in (None, lease) or stands.leased_until is None or stands.leased_until <= now
                if free and stands.off_since is None and not webhook.paused:
                    stands.lease, stands.leased_until = lease, until
                    walks = {walk: found for walk in _WALKS if (found := state.webhook_walks.get((id_, walk)))}
                    walks["live"] = replace(walks["live"], begins=state.webhook_begins.get(id_))
                    lanes.append(
                        Lane(database=database, webhook=webhook, lease=lease, health=stands.health, walks=walks)
                    )
        return lanes

    def _is_there(self, database: UUID, webhook: Webhook) -> bool:
        there = self._state.databases.get(database)
        return not webhook.deleted and there is not None and not there.deleted

    def release(self, lease: UUID) -> None:
        """Give all of them up."""
        with self._state.lock:
            for stands in self._state.webhook_states.values():
                if stands.lease == lease:
                    stands.lease = stands.leased_until = None

    def take(self, lane: Lane, walk: Walk, deliveries: Sequence[Delivery], places: Places | None) -> None:
        """Queue deliveries and move a walk."""
        with self._state.lock:
            self._check(lane)
            for each in deliveries:
                self._queue(lane.webhook.id, each, again=walk == "replay")
            wake(self._state, lane.webhook.id, {each.key for each in deliveries})
            place, walking = (lane.webhook.id, walk), lane.walks[walk]
            there = self._state.webhook_walks.get(place)
            if there is None or (there.since, there.until) != (walking.since, walking.until):
                return
            if places is None:
                del self._state.webhook_walks[place]
            else:
                self._state.webhook_walks[place] = replace(there, places=dict(places))

    def _queue(self, webhook: UUID, delivery: Delivery, *, again: bool) -> None:
        rows, place = self._state.webhook_rows, (webhook, delivery.event_id)
        if place not in rows or (again and rows[place].state != "waiting"):
            rows[place] = WebhookRow(delivery=replace(delivery, tries=0))

    def due(self, webhook: UUID, now: datetime, *, but: Collection[str], limit: int) -> Sequence[Delivery]:
        """Give what may be tried now: of each key the first alone."""
        with self._state.lock:
            firsts = _firsts(_pending(self._state, webhook))
            found = [
                (row.due_at, row.place, row)
                for key, row in firsts.items()
                if key not in but and row.state == "waiting" and row.due_at is not None and row.due_at <= now
            ]
        found.sort(key=lambda each: each[:2])
        return [replace(row.delivery, tries=row.tries) for _, _, row in found[:limit]]

    def settle(
        self, lane: Lane, tried: Sequence[Tried], health: Health, *, at: datetime, off: str | None = None
    ) -> None:
        """Write how tries ended."""
        with self._state.lock:
            stands = self._check(lane)
            for each in tried:
                row = self._state.webhook_rows.get((lane.webhook.id, each.delivery.event_id))
                if row is not None and row.state == "waiting":
                    row.state, row.tries, row.due_at, row.tried_at = each.came, row.tries + 1, each.due, each.at
                    row.status, row.error, row.answer = each.status, each.error, each.answer
                    row.milliseconds = each.milliseconds
            wake(self._state, lane.webhook.id, {each.delivery.key for each in tried})
            stands.health, stands.off_reason = health, off
            stands.off_since = None if off is None else at

    def load(self, webhook: UUID, now: datetime) -> Load:
        """Count what waits."""
        with self._state.lock:
            rows = [*_pending(self._state, webhook)]
        ready = sum(row.state == "waiting" and row.due_at is not None and row.due_at <= now for row in rows)
        return Load(
            blocked=sum(row.state == "letter" or row.tries > 0 for row in rows),
            ready=ready,
            waiting=len(rows),
            next_due=min((row.due_at for row in rows if row.state == "waiting" and row.due_at), default=None),
        )

    def _check(self, lane: Lane) -> WebhookState:
        stands = self._state.webhook_states.get(lane.webhook.id)
        if stands is None or stands.lease != lane.lease or stands.off_since is not None:
            raise LeaseLost("postgres", f"webhook {lane.webhook.id} is delivered for by somebody else")
        return stands


def wake(state: MemoryState, webhook: UUID, keys: Collection[str]) -> None:
    """The first of a key is due, unless it is a letter."""
    for key, first in _firsts(_pending(state, webhook)).items():
        if key in keys and first.state == "waiting" and first.due_at is None:
            first.due_at = first.delivery.at


def _pending(state: MemoryState, webhook: UUID) -> Iterable[WebhookRow]:
    return (row for (id_, _), row in state.webhook_rows.items() if id_ == webhook and row.pending)


def _firsts(rows: Iterable[WebhookRow]) -> dict[str, WebhookRow]:
    firsts: dict[str, WebhookRow] = {}
    for row in rows:
        key = row.delivery.key
        if key not in firsts or row.place < firsts[key].place:
            firsts[key] = row
    return firsts

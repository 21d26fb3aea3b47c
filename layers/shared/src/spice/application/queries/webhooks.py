"""Webhooks and their deliveries, as their owners see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from spice.application.ground.differences import Change, differences
from spice.application.ground.rehearsed import Rehearsed
from spice.application.ground.times import written
from spice.application.queries.cursor import Cursors, digest
from spice.application.queries.pages import fitting
from spice.domain.webhooks.commands import OnExhausted, WebhookCommand
from spice.domain.webhooks.model import Webhook, evolve
from spice.domain.webhooks.rules import decide, no_webhook
from spice.domain.webhooks.signatures import Signatures
from spice.messages.shapes import Count, Time, Version
from spice.ports.directory import Database
from spice.ports.webhook_deliveries import Standing, State, Told, WebhookDeliveries
from spice.ports.webhooks import Webhooks


class WebhookRow(Struct, frozen=True, kw_only=True):
    """A webhook and how it does. `off`: it was switched off, `reason` says why; it goes on where it stood."""

    id: UUID
    url: str
    events: Sequence[str]
    description: str
    on_exhausted: OnExhausted
    state: Literal["active", "paused", "off"]
    reason: str | None
    version: Version
    created_at: Time
    created_by: str
    updated_at: Time
    rotated_at: Time | None
    signatures: Signatures
    public_key: str | None
    """What the partner checks `v1a` by; null for `v1`."""
    waiting: Count
    exhausted: Count
    failures: Count
    failing_since: Time | None
    oldest_at: Time | None
    delivered_at: Time | None
    secret: str | UnsetType | None = UNSET
    """Told when it is made, and then no more; of `v1a` never."""


class WebhookEnded(Struct, frozen=True):
    """What the end of a webhook left."""

    id: UUID
    version: Version
    deleted: bool
    changed: bool


WouldLeave: TypeAlias = Rehearsed[WebhookRow, Change]
WouldEnd: TypeAlias = Rehearsed[WebhookEnded, Change]
_SAID = ("url", "events", "description", "on_exhausted", "state", "signatures", "public_key", "rotated_at")


class DeliveryRow(Struct, frozen=True, kw_only=True):
    """What became of an event for a webhook. `exhausted`: its tries are used up, and its key waits for its owner."""

    event_id: UUID
    type: str
    key: str
    at: Time
    state: Literal["waiting", "delivered", "exhausted", "skipped"]
    tries: Count
    next_try_at: Time | None
    tried_at: Time | None
    status: int | None
    error: str | None
    answer: str | None
    milliseconds: Count


class DeliveriesPage(NamedTuple):
    """A page of deliveries."""

    rows: Sequence[DeliveryRow]
    next_cursor: str | None


class WebhookQueries:
    """Answers what owners ask."""

    def __init__(self, webhooks: Webhooks, deliveries: WebhookDeliveries, cursors: Cursors | None = None) -> None:
        self._webhooks, self._deliveries, self._cursors = webhooks, deliveries, cursors

    def all(self, database: Database) -> Sequence[WebhookRow]:
        """List those of a database, oldest first."""
        found = self._webhooks.of(database.uuid)
        return [self._row(webhook) for webhook in found.values() if not webhook.deleted]

    def one(self, database: Database, id_: UUID, *, secret: str | UnsetType | None = UNSET) -> WebhookRow:
        """Read one, or refuse it as not_found."""
        if (webhook := self._webhooks.find(database.uuid, id_)) is None:
            raise no_webhook(id_)
        return self._row(webhook, secret)

    def would(
        self, wanted: WebhookCommand, there: Webhook | None, *, actor: str, at: datetime
    ) -> WouldLeave | WouldEnd:
        """Tell what a command that is not refused would leave, and what would differ. No secret is told."""
        left, events = there, decide(wanted, there, 0)
        for event in events:
            left = evolve(left, event, actor=actor, at=at)
        if left is None:
            raise no_webhook(wanted.id)
        was = None if there is None else self._row(there)
        row = None if left.deleted else self._row(left)
        if row and there and left.resumed > there.resumed:
            row = replace(row, state="active", reason=None)
        kind, diff = type(wanted).__name__, [*differences(_said(was), _said(row))]
        if row is None:
            ended = WebhookEnded(id=left.id, version=left.version, deleted=True, changed=True)
            return WouldEnd(type=kind, changed=True, result=ended, diff=diff)
        return WouldLeave(type=kind, changed=bool(events), result=row, diff=diff)

    def deliveries(
        self, database: Database, id_: UUID, *, state: State | None, limit: int, cursor: str | None
    ) -> DeliveriesPage:
        """List deliveries, the newest events first."""
        if self._webhooks.find(database.uuid, id_) is None:
            raise no_webhook(id_)
        if self._cursors is None:
            raise LookupError("there are no pages here")
        question = digest("deliveries", id_, state)
        before = self._cursors.read(cursor, question, tuple[datetime, UUID]) if cursor else None
        found = self._deliveries.listed(id_, state, before=before, limit=limit + 1)
        rows = fitting([delivery_row(each) for each in found[:limit]])
        last = found[len(rows) - 1] if len(rows) < len(found) else None
        more = None if last is None else self._cursors.write(question, (last.at, last.event_id))
        return DeliveriesPage(rows, more)

    def _row(self, webhook: Webhook, secret: str | UnsetType | None = UNSET) -> WebhookRow:
        stands = self._deliveries.standing(webhook.id)
        return WebhookRow(
            id=webhook.id,
            url=webhook.url,
            events=webhook.events,
            description=webhook.description,
            on_exhausted=webhook.on_exhausted,
            state=_state(webhook, stands),
            reason=stands.off_reason,
            version=webhook.version,
            created_at=written(webhook.created_at),
            created_by=webhook.created_by,
            updated_at=written(webhook.updated_at),
            rotated_at=_time(webhook.rotated_at),
            signatures=webhook.signatures,
            public_key=webhook.public_key,
            waiting=stands.waiting,
            exhausted=stands.letters,
            failures=stands.failures,
            failing_since=_time(stands.failing_since),
            oldest_at=_time(stands.oldest_at),
            delivered_at=_time(stands.delivered_at),
            secret=secret,
        )


def _said(row: WebhookRow | None) -> Mapping[str, object]:
    return {} if row is None else {name: getattr(row, name) for name in _SAID}


def delivery_row(told: Told) -> DeliveryRow:
    """Write a delivery as the contract has it."""
    return DeliveryRow(
        event_id=told.event_id,
        type=told.type,
        key=told.key,
        at=written(told.at),
        state="exhausted" if told.state == "letter" else told.state,
        tries=told.tries,
        next_try_at=_time(told.due_at if told.state == "waiting" else None),
        tried_at=_time(told.tried_at),
        status=told.status,
        error=told.error or None,
        answer=told.answer or None,
        milliseconds=told.milliseconds,
    )


def _state(webhook: Webhook, stands: Standing) -> Literal["active", "paused", "off"]:
    if webhook.paused:
        return "paused"
    return "off" if stands.off_since is not None else "active"


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)

"""What owners decide about deliveries: a test, once more, left out, a whole time again. Nothing of it is an event:
the audit has it as a note."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, TypeVar
from uuid import UUID

from functions.api.commands.parameters import DRY_RUN
from functions.api.commands.webhook_models import Replaying
from functions.api.commands.writing import Writing, asking_of
from spice.application.intake.command import Caller
from spice.application.queries.webhooks import DeliveryRow, WebhookQueries, WebhookRow, delivery_row
from spice.application.webhooks.payloads import test_of
from spice.domain.errors import DomainError, refuse
from spice.domain.webhooks.rules import no_webhook
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API
from spice.ports.webhook_deliveries import KeyTaken, Once, Told, unsent
from spice.waiting import until

_ONE = "/database/{db}/webhooks/{id}"
_DELIVERY = _ONE + "/deliveries/{event_id}"
Delivered: TypeAlias = Answer[DeliveryRow]
Row = TypeVar("Row")


def add(api: Api, writing: Writing) -> None:
    """Register the routes."""
    deciding = _Deciding(writing)

    @api.post(_ONE + "/test", needs="owner", query=(DRY_RUN,), keyed=True, noted=True, status=202, also=(200,))
    def test(request: Request) -> Delivered:
        """Send an event that happened nowhere. `Prefer: wait=N` waits for how it was taken."""
        return deciding.test(request)

    @api.post(
        _DELIVERY + "/redeliver", needs="owner", query=(DRY_RUN,), keyed=True, noted=True, status=202, also=(200,)
    )
    def redeliver(request: Request) -> Delivered:
        """Send an event once more, with all its tries; what is behind an exhausted one goes on with it."""
        return deciding.redeliver(request)

    @api.post(_DELIVERY + "/skip", needs="owner", query=(DRY_RUN,), keyed=True, noted=True)
    def skip(request: Request) -> Delivered:
        """Leave an event out; what is behind it goes on."""
        return deciding.skip(request)

    @api.post(
        _ONE + "/replay",
        needs="owner",
        query=(DRY_RUN,),
        keyed=True,
        noted=True,
        body=Replaying,
        status=202,
        also=(200,),
    )
    def replay(request: Request, body: Replaying) -> Answer[WebhookRow]:
        """Tell everything of a time again, under the same ids; in the place of a replay that is under way."""
        return deciding.replay(request, body.since, body.until or request.now)


class _Deciding:
    """What is decided holds at once; the function that sends is told."""

    def __init__(self, writing: Writing) -> None:
        self._writing, ports = writing, writing.ports
        self._ports, self._queries = ports, WebhookQueries(ports.webhooks, ports.deliveries)

    def test(self, request: Request) -> Delivered:
        """Send a test."""
        webhook = self._webhook(request)

        def send(asking: Caller) -> Delivered:
            event_id = asking.identity()
            delivery = test_of(event_id, request.database.uuid, request.actor.subject, request.now)
            if request.dry_run:
                return Answer(data=delivery_row(unsent(delivery)), message="nothing was sent: this is a dry run")
            self._ports.deliveries.put(webhook, delivery, once=_once(asking, event_id))
            return self._tried(request, webhook, event_id)

        return self._once(request, send, lambda event_id: self._tried(request, webhook, event_id, ever=True))

    def redeliver(self, request: Request) -> Delivered:
        """Send one again."""
        webhook, event_id = self._webhook(request), self._delivery(request)

        def send(asking: Caller) -> Delivered:
            if request.dry_run:
                return Answer(data=delivery_row(self._found(webhook, event_id)))
            once = _once(asking, event_id)
            if not self._ports.deliveries.decide(webhook, event_id, again=True, at=request.now, once=once):
                raise _no_delivery(event_id)
            return self._tried(request, webhook, event_id)

        return self._once(request, send, lambda event_id: self._tried(request, webhook, event_id, ever=True))

    def skip(self, request: Request) -> Delivered:
        """Leave one out."""
        webhook, event_id = self._webhook(request), self._delivery(request)

        def leave_out(asking: Caller) -> Delivered:
            row = self._found(webhook, event_id)
            if row.state not in ("waiting", "letter"):
                said = f"event {event_id} is {row.state}: it does not wait"
                raise refuse("constraint_violated", said, value=row.state)
            if not request.dry_run:
                once = _once(asking, event_id)
                self._ports.deliveries.decide(webhook, event_id, again=False, at=request.now, once=once)
                self._ports.kick("webhooks")
            return told(event_id)

        def told(event_id: UUID) -> Delivered:
            return Answer(data=delivery_row(self._found(webhook, event_id)))

        return self._once(request, leave_out, told)

    def replay(self, request: Request, since: datetime, end: datetime) -> Answer[WebhookRow]:
        """Tell a time again."""
        webhook = self._webhook(request)

        def begin(asking: Caller) -> Answer[WebhookRow]:
            if since >= end:
                raise refuse("constraint_violated", "from is before to", path="/from", value=since.isoformat())
            if not request.dry_run:
                self._ports.deliveries.replay(webhook, since, end, once=_once(asking, webhook))
                self._ports.kick("webhooks")
            return told(webhook)

        def told(webhook: UUID) -> Answer[WebhookRow]:
            row = self._queries.one(request.database, webhook)
            return Answer(status=200 if request.dry_run else 202, data=row)

        return self._once(request, begin, told)

    def _once(
        self, request: Request, do: Callable[[Caller], Answer[Row]], told: Callable[[UUID], Answer[Row]]
    ) -> Answer[Row]:
        """Do what is asked, unless its key says that it was done: then tell how that stands now."""
        asking = asking_of(request, self._writing.fingerprints)
        known = None if request.dry_run else self._writing.submitter.replayed(asking)
        if known is None:
            try:
                return do(asking)
            except KeyTaken:
                # By another request since: one of another body is refused here.
                known = self._writing.submitter.replayed(asking)
                if known is None:
                    raise
        answered = told(known.id)
        return replace(answered, headers={**answered.headers, "Idempotency-Replayed": "true"})

    def _tried(self, request: Request, webhook: UUID, event_id: UUID, *, ever: bool = False) -> Delivered:
        """Answer a delivery, once it was tried (since the request, or `ever`) where the client waits for that."""
        self._ports.kick("webhooks")

        def is_tried(found: Told | None) -> bool:
            if found is None or found.tried_at is None:
                return False
            return found.state != "waiting" if ever else found.tried_at >= request.now

        def find() -> Told | None:
            return self._ports.deliveries.find(webhook, event_id)

        row = until(find, request.patience.seconds(), enough=is_tried)
        if row is None:
            raise _no_delivery(event_id)
        place = f"{API}/database/{request.database.name}/webhooks/{webhook}/deliveries/{event_id}"
        headers = {"Location": place, **request.patience.applied, **request.patience.come_again}
        return Answer(status=200 if is_tried(row) else 202, data=delivery_row(row), headers=headers)

    def _webhook(self, request: Request) -> UUID:
        id_ = uuid("id", request.path["id"])
        if self._ports.webhooks.find(request.database.uuid, id_) is None:
            raise no_webhook(id_)
        return id_

    def _delivery(self, request: Request) -> UUID:
        return uuid("event_id", request.path["event_id"])

    def _found(self, webhook: UUID, event_id: UUID) -> Told:
        if (row := self._ports.deliveries.find(webhook, event_id)) is None:
            raise _no_delivery(event_id)
        return row


def _once(asking: Caller, stands_for: UUID) -> Once | None:
    return None if asking.idempotency is None else Once(key=asking.idempotency, stands_for=stands_for)


def _no_delivery(event_id: UUID) -> DomainError:
    return refuse("not_found", f"there is no delivery of event {event_id}", value=str(event_id))

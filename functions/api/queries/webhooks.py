"""Webhooks and their deliveries."""

from datetime import datetime
from typing import cast

from functions.api.queries import parameters as p
from functions.api.queries.paging import PAGED, page_of
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag
from spice.application.queries.pages import itself
from spice.application.queries.webhooks import DeliveryRow, WebhookRow, delivery_row
from spice.domain.errors import refuse
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.ports.webhook_deliveries import State
from spice.searching.order_keys import time_key

_ALL = "/database/{db}/webhooks"
_ONE = _ALL + "/{id}"
_STATES = {"waiting": "waiting", "delivered": "delivered", "exhausted": "letter", "skipped": "skipped"}


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    queries, ports = reading.webhooks, reading.ports

    @room.get(_ALL, needs="owner", query=(*PAGED, p.AFTER))
    def webhooks(request: Request) -> Listed[WebhookRow]:
        """List webhooks and how they do, oldest first."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        held = queries.all(request.database)
        found, cursor = page_of(reading, request, held, _place, itself, "webhooks", request.database.uuid)
        return page(found, next_cursor=cursor)

    @room.get(_ONE, needs="owner", query=(p.AFTER,), tagged=True)
    def webhook(request: Request) -> Answer[WebhookRow]:
        """Read a webhook and how it does."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        row = queries.one(request.database, uuid("id", request.path["id"]))
        return Answer(data=row, headers=tag(row.version))

    @room.get(_ONE + "/deliveries", needs="owner", query=(p.DELIVERY_STATE, p.LIMIT, p.CURSOR, p.AFTER))
    def deliveries(request: Request) -> Listed[DeliveryRow]:
        """List what became of events for a webhook, the newest events first; kept for a week once they are taken."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        query = request.query
        said = None if query.one("state") is None else _STATES[query.choice("state", tuple(_STATES), "waiting")]
        limit, cursor = query.whole("limit", 50, lowest=1, highest=1000), query.one("cursor")
        id_, state = uuid("id", request.path["id"]), cast("State | None", said)
        found = queries.deliveries(request.database, id_, state=state, limit=limit, cursor=cursor)
        return page(found.rows, next_cursor=found.next_cursor)

    @room.get(_ONE + "/deliveries/{event_id}", needs="owner", query=(p.AFTER,))
    def delivery(request: Request) -> Answer[DeliveryRow]:
        """Read what became of an event for a webhook."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        id_, event_id = uuid("id", request.path["id"]), uuid("event_id", request.path["event_id"])
        queries.one(request.database, id_)
        if (told := ports.deliveries.find(id_, event_id)) is None:
            raise refuse("not_found", f"there is no delivery of event {event_id}", value=str(event_id))
        return Answer(data=delivery_row(told))


def _place(row: WebhookRow) -> list[str]:
    return [time_key(datetime.fromisoformat(row.created_at)), str(row.id)]

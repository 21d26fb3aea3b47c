"""The change feed and the audit."""

from dataclasses import replace

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.application.queries.audit import Audit
from spice.application.queries.event_rows import AuditEntryRow, FeedEventRow
from spice.application.queries.prove_event import ProofRow
from spice.domain.errors import refuse
from spice.domain.refusals import tells_refusals
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(
        "/database/{db}/events",
        needs="viewer",
        query=(p.CLASS, p.FROM, p.LIMIT, p.CURSOR, p.AFTER),
        may=("unknown_class",),
    )
    def events(request: Request) -> Listed[FeedEventRow]:
        """Read the change feed; `Prefer: wait=25` waits for the next event. `next_cursor` always comes. Of a
        webhook, owners alone are told more than its id."""
        query = request.query
        request = reading.wait(request, query.uuid("after"), projected=False)
        schema = reading.schema(request)
        name = query.one("class")
        found = reading.feed.page(
            request.database.uuid,
            reading.names(request),
            classes=() if name is None else schema.named(name).family,
            start=query.moment("from", request.database.timezone),
            cursor=query.one("cursor"),
            limit=query.whole("limit", 50, lowest=1, highest=1000),
            wait=request.patience.seconds(),
            recheck=request.recheck,
            to_owner=request.is_owner,
        )
        answer = page(found.rows, next_cursor=found.next_cursor)
        return answer if found.rows else replace(answer, headers=request.patience.come_again)

    @room.get(
        "/database/{db}/events/{id}/proof",
        needs="viewer",
        query=(p.COMMAND, p.EVENT_AT, p.AFTER),
        may=("not_yet_visible",),
    )
    def proof(request: Request) -> Answer[ProofRow]:
        """Prove that the log has an event: its line, and what `spice verify --proof` checks it by, offline.

        409 `not_yet_visible` until a checkpoint covers it: within ten minutes. Events of webhooks are proven to owners
        alone.
        """
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        event_id, command_id = uuid("id", request.path["id"]), request.query.uuid("command")
        moment = request.query.moment("at", request.database.timezone)
        return Answer(
            data=reading.proves(
                request.database.uuid, event_id, command_id=command_id, moment=moment, to_owner=request.is_owner
            )
        )

    @room.get(
        "/database/{db}/audit",
        needs="viewer",
        query=(p.ACTOR, p.AUDIT_TYPE, p.AUDIT_STATE, p.AUDIT_ID, p.FROM, p.TO, p.ORDER, p.LIMIT, p.CURSOR, p.AFTER),
    )
    def audit(request: Request) -> Listed[AuditEntryRow]:
        """Read what people did, what they were refused, and whose personal data they were shown.

        A page may be short: go on while there is a cursor. Of others, all but events is told to owners alone.
        """
        query, zone = request.query, request.database.timezone
        # What is no event is told where the database asks for it, or who asks names it.
        more = tells_refusals(request.database.audit) or query.one("type") is not None
        asked = Audit(
            actor=query.name("actor"),
            type=query.one("type"),
            id=query.name("id"),
            state=query.one("state") or (None if more else "COMPLETED"),
            notes_of=None if request.is_owner else request.actor.subject,
            newest_first=query.choice("order", ("asc", "desc"), "asc") == "desc",
            to_owner=request.is_owner,
            start=query.moment("from", zone),
            end=query.moment("to", zone),
        )
        if asked.start and asked.end and asked.end < asked.start:
            raise refuse("invalid_parameter", "from must not be after to")
        request = reading.wait(request, query.uuid("after"), projected=False)
        rows, cursor = reading.audit.page(
            request.database.uuid,
            reading.names(request),
            asked,
            cursor=query.one("cursor"),
            limit=query.whole("limit", 50, lowest=1, highest=1000),
        )
        return page(rows, next_cursor=cursor)

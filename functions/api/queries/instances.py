"""One instance: now, then, and all that happened to it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import UNSET

from functions.api.queries.parameters import (
    ACTOR,
    AFTER,
    AT,
    CHANGED,
    CURSOR,
    EXPAND,
    FROM,
    LIMIT,
    ORDER,
    TO,
    VERSION,
    split,
)
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading, tag, unchanged
from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.instance_rows import ExpandedRow, instance_parts
from spice.application.queries.cursor import digest
from spice.application.queries.event_rows import EventRow
from spice.application.queries.history import ChangesRow, changes_between
from spice.application.queries.instances import is_final
from spice.application.queries.lineage import LineageRow, lineage
from spice.application.queries.linking.expand import Expander, tree_of
from spice.application.queries.pages import whole
from spice.application.queries.past_pages import PastPages, Row
from spice.application.queries.past_questions import Asked, VersionRow, version_row
from spice.domain.errors import refuse
from spice.domain.instance.model import Instance
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.meta import MomentMeta, TotalMeta
from spice.entrypoints.http.request import Request
from spice.ports.many_instances import Name

_PATH = "/database/{db}/instances/{class}/{id}"
_CURRENT = MomentMeta()
_OF_THE_PAST = (ORDER, FROM, TO, ACTOR, CHANGED, LIMIT, CURSOR, AFTER)
_BY_PAGES = "…/history tells every change, a page at a time"
_OF_EXPANDED = ("unknown_property", "too_large")


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""

    @room.get(
        _PATH, needs="viewer", query=(VERSION, AT, EXPAND, AFTER), tagged=True, revalidates=True, may=_OF_EXPANDED
    )
    def instance(request: Request) -> Answer[ExpandedRow, MomentMeta]:
        """Read an instance as it is, or as it was at a version or a time."""
        return _read(reading, request)

    @room.get(_PATH + "/history", needs="viewer", query=_OF_THE_PAST)
    def past(request: Request) -> Answer[Sequence[EventRow], TotalMeta]:
        """List every event, oldest first: who, when, what, why, before and after. Deleted instances have one too."""
        rows, meta = _past(reading, request, lambda row: row)
        return Answer(data=rows, meta=meta)

    @room.get(_PATH + "/versions", needs="viewer", query=_OF_THE_PAST)
    def versions(request: Request) -> Answer[Sequence[VersionRow], TotalMeta]:
        """List the versions, oldest first: when each was made, by whom, how and why."""
        rows, meta = _past(reading, request, version_row)
        return Answer(data=rows, meta=meta)

    @room.get(_PATH + "/changes", needs="viewer", query=(FROM, TO, AFTER), may=("too_large",))
    def changes(request: Request) -> Answer[ChangesRow, MomentMeta]:
        """Compare the states at two times, with the events from the first up to the second, which is excluded."""
        return _compare(reading, request)

    @room.get(_PATH + "/lineage", needs="viewer", query=(AFTER,), may=("too_large",))
    def origins(request: Request) -> Answer[LineageRow]:
        """Tell the contributors, the timeline, every property's past, and the commands and batches it came from."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        found = reading.traced(request)
        told = lineage(reading.instances.events(found), reading.names(request))
        return Answer(data=whole(told, "lineage: all that happened to it is more", hint=_BY_PAGES))


def _past(reading: Reading, request: Request, write: Callable[[EventRow], Row]) -> tuple[Sequence[Row], TotalMeta]:
    query, zone = request.query, request.database.timezone
    asked = Asked(
        start=query.moment("from", zone),
        end=query.moment("to", zone),
        actor=query.name("actor"),
        path=query.name("path"),
        newest_first=query.choice("order", ("asc", "desc"), "asc") == "desc",
    )
    if asked.start is not None and asked.end is not None and asked.end < asked.start:
        raise refuse("invalid_parameter", "from must not be after to")
    if asked.path is not None and not asked.path.startswith("/"):
        raise refuse("invalid_parameter", "path: expected a JSON pointer, as /title", value=asked.path)
    request = reading.wait(request, query.uuid("after"), projected=False)
    found = reading.traced(request)
    target, cursors = found.target, reading.cursors
    question = digest("history", target.database.uuid, target.shape.id, target.id, asked)
    limit, cursor = query.whole("limit", 50, lowest=1, highest=1000), query.one("cursor")
    last = None if cursor is None else cursors.read(cursor, question, int)
    page = PastPages(reading.instances, found, reading.names(request), write=write).page(asked, last, limit)
    following = UNSET if page.last is None else cursors.write(question, page.last)
    return page.rows, TotalMeta(total=page.total, next_cursor=following)


def _read(reading: Reading, request: Request) -> Answer[ExpandedRow, MomentMeta]:
    query = request.query
    version = query.whole("version", 0, lowest=1, highest=2**63 - 1)
    moment = query.moment("at", request.database.timezone)
    if version and moment:
        raise refuse("invalid_parameter", "version and at exclude one another", hint="give one of them")
    if paths := split(query, "expand"):
        return _expanded(reading, request, paths, moment, version or None)
    request = reading.wait(request, query.uuid("after"), projected=False)
    if version:
        found = reading.traced(request)
        seen = reading.instances.at_version(found, version)
        return _answer(reading, request, reading.past.seen(found, seen), seen)
    if moment:
        found = reading.traced(request, moment)
        final = is_final(moment, request.now)
        seen = reading.instances.at_moment(found, moment)
        return _answer(reading, request, reading.past.seen(found, seen), seen, MomentMeta(final=final))
    target = reading.target(request)
    head = reading.instances.head(target)
    same = unchanged(request, head.version)
    if same is not None and reading.revalidation.holds(target, head):
        return same
    return _answer(reading, request, target, reading.instances.current(target, head))


def _compare(reading: Reading, request: Request) -> Answer[ChangesRow, MomentMeta]:
    query, zone = request.query, request.database.timezone
    start, end = query.moment("from", zone), query.moment("to", zone) or request.now
    if start is not None and end < start:
        raise refuse("invalid_parameter", "from must not be after to")
    request = reading.wait(request, request.query.uuid("after"), projected=False)
    found = reading.traced(request)
    data = changes_between(reading.instances.events(found), reading.names(request), start, end)
    hint = f"ask for less at once, with from and to; {_BY_PAGES}"
    told = whole(data, "changes: what happened between the two times is more", hint=hint)
    return Answer(data=told, meta=MomentMeta(final=is_final(end, request.now)))


def _expanded(
    reading: Reading, request: Request, paths: list[str], moment: datetime | None, version: int | None
) -> Answer[ExpandedRow, MomentMeta]:
    """Read an instance with what it is linked to: no entity tag, for others change without it.

    A version is shown with what it was linked to when it was made.
    """
    request = reading.wait(request, request.query.uuid("after"), projected=True)
    schema, found = reading.schema(request), reading.seen(request, moment, version)
    moment = moment if version is None else found.updated_at
    name = Name(schema.ontology.by_id[found.class_id].root_id, found.id)
    expander = Expander(schema, reading.state(request, moment))
    told = expander.expand({name: found}, tree_of(paths), (found.class_id,))[name]
    row = ExpandedRow(*instance_parts(schema, reading.opened(schema, request, found)), expanded=told)
    row = whole(row, "expand: the instance and what it is linked to have more")
    return Answer(data=row, meta=_CURRENT if moment is None else MomentMeta(final=is_final(moment, request.now)))


def _answer(
    reading: Reading, request: Request, target: InstanceRef, found: Instance, meta: MomentMeta = _CURRENT
) -> Answer[ExpandedRow, MomentMeta]:
    row = ExpandedRow(*instance_parts(target.schema, reading.opened(target.schema, request, found)))
    return Answer(data=row, headers=tag(found.version), meta=meta)

"""One instance: now, then, and all that happened to it."""

from functions.api.queries import shapes
from functions.api.queries.parameters import AFTER, AT, CURSOR, FROM, LIMIT, TO, VERSION
from functions.api.queries.reading import Reading, Room, tag, unchanged
from spice.application.ground.instance_rows import instance_row
from spice.application.queries.cursor import digest
from spice.application.queries.databases import slice_of
from spice.application.queries.history import changes_between, history, lineage
from spice.application.queries.instances import Target, is_final
from spice.domain.errors import refuse
from spice.domain.instance.model import Instance
from spice.entrypoints.http.answer import Answer, page
from spice.entrypoints.http.request import Request

_PATH = "/database/{db}/instances/{class}/{id}"


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""

    @room.get(_PATH, needs="viewer", query=(VERSION, AT, AFTER), data=shapes.Instance)
    def instance(request: Request) -> Answer:
        """Read an instance as it is, or as it was at a version or a time."""
        return _read(reading, request)

    @room.get(_PATH + "/history", needs="viewer", query=(LIMIT, CURSOR, AFTER), data=list[shapes.Event])
    def past(request: Request) -> Answer:
        """List every event, oldest first: who, when, what, why, before and after. Deleted instances have one too."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        target = reading.past_target(request)
        rows = history(reading.instances.events(target), reading.names(request))
        question = digest("history", target.database, target.shape.id, target.id)
        limit = request.query.whole("limit", 1000, lowest=1, highest=1000)
        rows, cursor = slice_of(rows, reading.cursors, question, request.query.one("cursor"), limit)
        return page(rows, next_cursor=cursor)

    @room.get(_PATH + "/changes", needs="viewer", query=(FROM, TO, AFTER), data=shapes.Changes)
    def changes(request: Request) -> Answer:
        """Compare the states at two times, with the events from the first up to the second, which is excluded."""
        return _compare(reading, request)

    @room.get(_PATH + "/lineage", needs="viewer", query=(AFTER,), data=shapes.Lineage)
    def origins(request: Request) -> Answer:
        """Tell the contributors, the timeline, every property's past, and the commands and batches it came from."""
        request = reading.wait(request, request.query.uuid("after"), projected=False)
        target = reading.past_target(request)
        return Answer(data=lineage(reading.instances.events(target), reading.names(request)))


def _read(reading: Reading, request: Request) -> Answer:
    query = request.query
    version = query.whole("version", 0, lowest=1, highest=2**63 - 1)
    moment = query.moment("at", request.database.timezone)
    if version and moment:
        raise refuse("invalid_parameter", "version and at exclude one another", hint="give one of them")
    request = reading.wait(request, query.uuid("after"), projected=False)
    target = reading.past_target(request) if version or moment else reading.target(request)
    if version:
        return _answer(target, reading.instances.at_version(target, version))
    if moment:
        found = reading.instances.at_moment(target, moment)
        return _answer(target, found, final=is_final(moment, request.now))
    head = reading.instances.head(target)
    same = unchanged(request, head.version)
    return same if same is not None else _answer(target, reading.instances.current(target, head))


def _compare(reading: Reading, request: Request) -> Answer:
    query, zone = request.query, request.database.timezone
    start, end = query.moment("from", zone), query.moment("to", zone) or request.now
    if start is not None and end < start:
        raise refuse("invalid_parameter", "from must not be after to")
    request = reading.wait(request, request.query.uuid("after"), projected=False)
    target = reading.past_target(request)
    data = changes_between(reading.instances.events(target), reading.names(request), start, end)
    return Answer(data=data, meta={"final": is_final(end, request.now)})


def _answer(target: Target, found: Instance, **meta: object) -> Answer:
    return Answer(data=instance_row(target.schema, found), headers=tag(found.version), meta=meta)

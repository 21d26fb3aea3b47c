"""What the rooms of reads share: the use cases, wired once, and the rules every read obeys."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from spice.application.ground.authorise import authorise
from spice.application.ground.instance_cache import InstanceCache
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.projecting.search import ProjectSearch
from spice.application.projecting.search_losses import SearchLosses
from spice.application.queries.audit import AuditLog
from spice.application.queries.branches import BranchQueries
from spice.application.queries.commands import CommandQueries, Viewer
from spice.application.queries.cursor import Cursors
from spice.application.queries.feed import ChangeFeed
from spice.application.queries.finding.aggregates import Aggregator
from spice.application.queries.finding.search import Searcher
from spice.application.queries.finding.search_cache import SearchCache
from spice.application.queries.history import Names
from spice.application.queries.instances import InstanceQueries, Target
from spice.application.queries.past import Past
from spice.application.queries.results import Results
from spice.application.queries.visibility import Visibility
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.wording import quoted
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Handler, Method, Needs, Parameter
from spice.ports import Ports
from spice.ports.errors import DiskFull


class Reading:
    """The use cases of reading."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.ontologies = Ontologies(ports.ontology, ports.cache)
        self.losses = SearchLosses(ports.search, ports.marks, noticed=lambda: ports.kick("maintenance"))
        kept = SearchCache(ports.cache, self.losses.marker, ports.now)
        cursors = self.cursors = Cursors(ports.cursor_key)
        self.searcher, self.aggregator = Searcher(ports.search, kept, cursors), Aggregator(ports.search, kept)
        self.instances = InstanceQueries(ports.instances, InstanceCache(ports.cache, ports.instances))
        self.past = Past(ports.ontology, self.ontologies, ports.instances)
        self.branches = BranchQueries(ports.ontology, ports.instances)
        self.visibility = Visibility(ports.commands, ports.operations, projection=ProjectSearch.name)
        self.feed = ChangeFeed(ports.feed, ports.instances, ports.quarantine, cursors)
        self.audit = AuditLog(ports.feed, ports.quarantine, cursors)
        results = Results(ports.instances, ports.ontology, self.ontologies)
        self.commands = CommandQueries(ports.commands, ports.directory, ports.cache, results, cursors)

    def schema(self, request: Request) -> Schema:
        """Read the current ontology of the request's database."""
        return self.ontologies.current(request.database)

    def target(self, request: Request) -> Target:
        """Name the instance of the path."""
        schema = self.schema(request)
        shape = schema.in_path(request.path["class"])
        return Target(database=request.database.uuid, schema=schema, shape=shape, id=request.path["id"])

    def names(self, request: Request) -> Names:
        """Call things as they are called today; what is gone, as in its own time."""
        return Names(self.ontologies, self.schema(request))

    def past_target(self, request: Request) -> Target:
        """Name the instance of the path, whose class may be gone by now."""
        return self.past.target(request.database, request.path["class"], request.path["id"])

    def wait(self, request: Request, after: UUID | None, *, projected: bool) -> Request:
        """Wait for what `after=` names; from then on the request sees its database as it is, its ontology too."""
        if after is None:
            return request
        seconds, recheck = request.patience.seconds(), request.recheck
        self.visibility.wait(request.database.uuid, after, seconds=seconds, projected=projected, recheck=recheck)
        name, subject = request.database.name, request.actor.subject
        return replace(request, access=authorise(self.ports.directory, database=name, subject=subject, needs="viewer"))


class Room:
    """Registers reads: unknown parameters are refused, reads of a database are counted."""

    def __init__(self, api: Api, reading: Reading) -> None:
        self._api = api
        self._reading = reading

    def get(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a GET."""
        return self._route("GET", path, needs, options)

    def post(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a POST that only reads, or starts a job."""
        return self._route("POST", path, needs, options)

    def put(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a PUT that keeps how the platform is operated; what it holds changes by commands."""
        return self._route("PUT", path, needs, options)

    def _route(self, method: Method, path: str, needs: Needs, options: dict[str, Any]) -> Callable[[Handler], Handler]:
        known = {parameter.name: parameter for parameter in options.get("query", ())}

        def register(function: Handler) -> Handler:
            @wraps(function)
            def read(request: Request, *body: Any) -> Answer:
                check_parameters(request, known)
                if request.access is not None:
                    # A figure is not worth an answer: on a full disk reads go on uncounted.
                    with suppress(DiskFull):
                        self._reading.ports.operations.count_read(request.database.uuid, request.actor.subject)
                return function(request, *body)

            self._api.route(method, path, needs=needs, **options)(read)
            return function

        return register


def check_parameters(request: Request, known: Mapping[str, Parameter]) -> None:
    """Refuse a query parameter the route does not know, and one that says nothing."""
    for given in request.query.names:
        if given not in known:
            hint = did_you_mean(given, known) or "this takes no parameters"
            raise refuse("invalid_parameter", f"unknown parameter {quoted(given[:100])}", value=given, hint=hint)
        if known[given].type is not str and "" in request.query.all(given):
            raise refuse("invalid_parameter", f"{given} is empty", hint="leave it out")
    for name, parameter in known.items():
        if parameter.required and name not in request.query.names:
            raise refuse("invalid_parameter", f"{name} is missing")


def viewer(request: Request) -> Viewer:
    """Tell who looks."""
    return Viewer(subject=request.actor.subject, admin=request.actor.admin)


def tag(value: object) -> dict[str, str]:
    """Write an ETag header."""
    return {"ETag": f'"{value}"'}


def unchanged(request: Request, value: object) -> Answer | None:
    """Answer 304 when the client has this version already."""
    tags = request.tags("if-none-match")
    if tags is None or not {str(value), "*"} & set(tags):
        return None
    return Answer(status=304, body=b"", headers=tag(value))

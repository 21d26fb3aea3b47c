"""What the rooms of reads share: the use cases, wired once, and the rules every read obeys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from functions.api.fingerprints import Fingerprints
from functions.api.seen_anew import seen_anew
from spice.application.ground.instance_cache import InstanceCache
from spice.application.ground.instance_ref import InstanceRef
from spice.application.ground.schemas import Ontologies, Schema
from spice.application.ground.tombstones import Tombstones
from spice.application.ground.unsealing import Unsealer
from spice.application.projecting.metrics import ProjectMetrics
from spice.application.projecting.search import ProjectSearch
from spice.application.projecting.search_losses import SearchLosses
from spice.application.queries.audit import AuditLog
from spice.application.queries.branches import BranchQueries
from spice.application.queries.commands import CommandQueries, Viewer
from spice.application.queries.commits import CommitLog
from spice.application.queries.cursor import Cursors
from spice.application.queries.feed import ChangeFeed
from spice.application.queries.finding.aggregates import Aggregator
from spice.application.queries.finding.search import Searcher
from spice.application.queries.finding.search_cache import SearchCache
from spice.application.queries.history import Names
from spice.application.queries.instances import InstanceQueries, Traced
from spice.application.queries.linking.state import OpenedState, Present, State
from spice.application.queries.linking.then import Then
from spice.application.queries.past import Past
from spice.application.queries.plans import MergePlans
from spice.application.queries.prove_event import ProveEvent
from spice.application.queries.pulls import PullQueries
from spice.application.queries.results import Results
from spice.application.queries.revalidation import Revalidation
from spice.application.queries.visibility import Visibility
from spice.application.queries.webhooks import WebhookQueries
from spice.domain.instance.model import Instance
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.request import Request
from spice.ports import Ports


class Reading:
    """The use cases of reading."""

    def __init__(self, ports: Ports, *, asks_google: bool = True) -> None:
        """`asks_google`: whether there is a way to it from here."""
        self.ports, self.asks_google = ports, asks_google
        self.ontologies = Ontologies(ports.ontology, ports.cache)
        self.fingerprints = Fingerprints(ports.subject_keys, self.ontologies, makes_keys=False)
        self.losses = SearchLosses(ports.search, ports.marks, noticed=lambda: ports.kick("maintenance"))
        kept = SearchCache(ports.cache, self.losses.marker, ports.now)
        cursors = self.cursors = Cursors(ports.cursor_key)
        unsealer = self.unsealer = Unsealer(ports.subject_keys, Tombstones(ports))
        self.searcher = Searcher(ports.search, kept, cursors, unsealer)
        self.aggregator = Aggregator(ports.search, kept, unsealer)
        self.instances = InstanceQueries(ports.instances, InstanceCache(ports.cache, ports.instances))
        self.past = Past(ports.ontology, self.ontologies, ports.instances)
        self.revalidation = Revalidation(ports.ontology, self.ontologies)
        self.branches = BranchQueries(ports.ontology)
        self.commits = CommitLog(ports.ontology, cursors)
        self.plans = MergePlans(ports.ontology, ports.instances, ports.drafts)
        self.webhooks = WebhookQueries(ports.webhooks, ports.deliveries, cursors)
        self.pulls = PullQueries(ports.pulls, ports.ontology, ports.directory, self.branches, self.plans, cursors)
        self.visibility = Visibility(ports.commands, ports.operations, projection=ProjectSearch.name)
        self.figures = Visibility(ports.commands, ports.operations, projection=ProjectMetrics.name)
        self.feed = ChangeFeed(ports.feed, ports.instances, ports.quarantine, cursors)
        self.audit = AuditLog(ports.feed, ports.quarantine, cursors)
        self.proves = ProveEvent(ports.feed, ports.commands, ports.log, ports.proofs, ports.quarantine)
        results = Results(ports.instances, ports.directory, ports.ontology, self.ontologies, unsealer)
        self.commands = CommandQueries(ports.commands, ports.directory, ports.cache, results, cursors)

    def schema(self, request: Request) -> Schema:
        """Read the current ontology of the request's database."""
        return self.ontologies.current(request.database)

    def target(self, request: Request) -> InstanceRef:
        """Name the instance of the path."""
        schema, path = self.schema(request), request.path
        return InstanceRef(database=request.database, schema=schema, shape=schema.in_path(path["class"]), id=path["id"])

    def state(self, request: Request, moment: datetime | None = None) -> State:
        """See the instances of the request's database as they are, or as they were at a moment."""
        self.losses.marker(request.database.uuid)
        ports, schema = self.ports, self.schema(request)
        of = ports.instances, ports.search, request.database, schema
        state: State = Present(*of) if moment is None else Then(*of, moment)
        return OpenedState(state, schema, self.unsealer.ring(request.database.uuid))

    def opened(self, schema: Schema, request: Request, found: Instance) -> Instance:
        """Open an instance's personal values for an answer."""
        return self.unsealer.ring(request.database.uuid).opened(schema, [found])[0]

    def seen(self, request: Request, moment: datetime | None, version: int | None = None) -> Instance:
        """Read the instance of the path as it is, or was at a moment or a version, and its class is still there."""
        read = self.instances
        if version is not None:
            traced = self.traced(request)
            found = read.at_version(traced, version)
        elif moment is not None:
            traced = self.traced(request, moment)
            found = read.at_moment(traced, moment)
        else:
            target = self.target(request)
            return read.current(target, read.head(target))
        if found.class_id not in self.schema(request).ontology.by_id:
            raise traced.target.missing()
        return found

    def names(self, request: Request) -> Names:
        """Call things as they are called today; what is gone, as in its own time."""
        return Names(self.ontologies, self.schema(request), self.unsealer.ring(request.database.uuid))

    def traced(self, request: Request, by: datetime | None = None) -> Traced:
        """Find the instance of the path, which may be deleted and its class gone by now; who had it `by` a time."""
        return self.past.find(request.database, request.path["class"], request.path["id"], by=by)

    def wait(self, request: Request, after: UUID | None, *, projected: bool, counted: bool = False) -> Request:
        """Wait for what `after=` names; from then on the request sees its database as it is, its ontology too.

        `projected`: until the search index has it; `counted`: until the figures by class do.
        """
        if after is None:
            return request
        seconds, recheck = request.patience.seconds(), request.recheck
        if request.access is None:
            self.commands.command(after, viewer(request))
            self.visibility.wait(None, after, seconds=seconds, projected=False, recheck=recheck)
            return request
        seen = self.figures if counted else self.visibility
        seen.wait(request.database.uuid, after, seconds=seconds, projected=projected, recheck=recheck)
        return seen_anew(self.ports.directory, request)


def viewer(request: Request) -> Viewer:
    """Tell who looks."""
    return Viewer(subject=request.actor.subject, admin=request.actor.admin)


def tag(value: object) -> dict[str, str]:
    """Write an ETag header."""
    return {"ETag": f'"{value}"'}


def unchanged(request: Request, value: object) -> Answer[Any, Any] | None:
    """Answer 304 when the client has this version already."""
    tags = request.tags("if-none-match")
    if tags is None or not {str(value), "*"} & set(tags):
        return None
    return Answer(status=304, body=b"", headers=tag(value))

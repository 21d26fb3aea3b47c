"""What the rooms of writes share: the use cases, wired once, and the road every command takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import typing_extensions

from functions.api.commands import outcomes
from functions.api.commands.parameters import DRY_RUN
from functions.api.commands.retries import Retries
from functions.api.fingerprints import Fingerprints
from functions.api.seen_anew import seen_anew
from spice.application.ground.schemas import Ontologies
from spice.application.ground.tombstones import Tombstones
from spice.application.ground.unsealing import Unsealer
from spice.application.intake.bulk import SubmitBulk
from spice.application.intake.command import Caller, CommandDraft, Outcome, Submitter
from spice.application.intake.instance import InstanceDrafts
from spice.application.intake.ontology import OntologyDrafts
from spice.application.intake.sealing import Sealer
from spice.application.intake.undo import UndoBatch
from spice.application.queries.results import Results
from spice.entrypoints.http.answer import Answer, undone
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.meta import Meta
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Handler, Method, Needs, Parameter
from spice.ports import Ports

if TYPE_CHECKING:
    from spice.application.intake.rehearse import Rehearsal
    from spice.application.queries.visibility import Visibility


Result = TypeVar("Result")
Would = TypeVar("Would")
Said = typing_extensions.TypeVar("Said", bound=Meta, default=Meta)
Stands = TypeVar("Stands")
"""What stands for a request: a command, or a batch of them."""

NO_META: Any = Meta()


@dataclass(frozen=True, slots=True)
class Intent(Generic[Result, Would, Said]):
    """What a route makes of a request: the draft of its command, and what the command would do.

    `Result` is what the command leaves in the end, `Would` what a dry run tells, `Said` what the answer says of the
    request itself: the document is made from them.
    """

    draft: Callable[[], CommandDraft]
    rehearse: Callable[[], Would]
    meta: Said = NO_META


class Writing:
    """The use cases of writing."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.ontologies = Ontologies(ports.ontology, ports.cache)
        self.submitter = Submitter(ports.commands, ports.kick)
        sealer = Sealer(ports.subject_keys, ports.instances)
        self.drafts = InstanceDrafts(ports.instances, self.ontologies, ports.now, sealer)
        self.bulk = SubmitBulk(ports.commands, self.ontologies, ports.instances, self.submitter, sealer)
        self.undo = UndoBatch(ports.commands, self.ontologies, ports.instances)
        self.ontology = OntologyDrafts(ports.instances, ports.commands, self.ontologies)
        self.unsealer = Unsealer(ports.subject_keys, Tombstones(ports))
        self.fingerprints = Fingerprints(ports.subject_keys, self.ontologies, makes_keys=True)
        self.results = Results(ports.instances, ports.directory, ports.ontology, self.ontologies, self.unsealer)

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """What the worker would make of a command."""
        # All that decides comes along: a cold start does not wait for it, the first dry run does.
        from spice.application.intake.rehearse import Rehearsal

        ports = self.ports
        return Rehearsal(ports.model, ports.ontology, ports.pulls, ports.webhooks, ports.packs, ports.now)

    @cached_property
    def _visibility(self) -> Visibility:
        from spice.application.projecting.search import ProjectSearch
        from spice.application.queries.visibility import Visibility

        return Visibility(self.ports.commands, self.ports.operations, projection=ProjectSearch.name)

    def seen_after(self, request: Request) -> Request:
        """Wait for what `after=` names; from then on the request sees its database as it is."""
        if (after := request.query.uuid("after")) is None:
            return request
        seconds, recheck = request.patience.seconds(), request.recheck
        self._visibility.wait(request.database.uuid, after, seconds=seconds, projected=False, recheck=recheck)
        return seen_anew(self.ports.directory, request)


class CommandRoutes:
    """Registers commands: a route turns a request into an intent, the rest is the same for all."""

    def __init__(self, api: Api, writing: Writing) -> None:
        self._api = api
        self._writing = writing

    def command(
        self,
        method: Method,
        path: str,
        *,
        needs: Needs,
        query: tuple[Parameter, ...] = (),
        heeds: tuple[str, ...] = (),
        parting: bool = False,
        **options: Any,
    ) -> Callable[[Callable[..., Intent[Any, Any, Any]]], Handler]:
        """Register a command. `parting`: it may take the right of who gives it, and their retry is answered still."""
        if parting:
            options["again"] = Retries(self._writing.ports, self._writing.submitter, self._writing.results).answer

        def register(intend: Callable[..., Intent[Any, Any, Any]]) -> Handler:
            def write(request: Request, *body: Any) -> Answer:
                return self._carry(request, lambda asking: intend(request, asking, *body))

            write.__doc__, write.__annotations__ = intend.__doc__, intend.__annotations__
            known = (*query, DRY_RUN)
            return self._api.route(method, path, needs=needs, query=known, command=True, heeds=heeds, **options)(write)

        return register

    def _carry(self, request: Request, intend: Callable[[Caller], Intent[Any, Any, Any]]) -> Answer:
        writing, said = self._writing, list[Meta]()

        def intended(asking: Caller) -> Intent[Any, Any, Any]:
            intent = intend(asking)
            said.append(intent.meta)
            return intent

        def rehearse(asking: Caller) -> Answer:
            intent = intended(asking)
            writing.rehearsal.refuse(asking, intent.draft())
            return undone(intent.rehearse())

        def submit(asking: Caller) -> Outcome:
            return writing.submitter.submit(asking, intended(asking).draft())

        def answer(outcome: Outcome) -> Answer:
            return outcomes.answer(writing.results, request, outcome)

        answered = carry(writing, request, rehearse, writing.submitter.earlier, submit, answer)
        return replace(answered, meta=said[0]) if said and said[0] is not NO_META else answered


def carry(
    writing: Writing,
    request: Request,
    rehearse: Callable[[Caller], Answer],
    earlier: Callable[[Caller], Stands | None],
    submit: Callable[[Caller], Stands | Answer],
    answer: Callable[[Stands], Answer],
) -> Answer:
    """Go the road of everything that is written: rehearsed, found to stand already, or kept; then told."""
    asking = asking_of(request, writing.fingerprints)
    if request.dry_run:
        return rehearse(asking)
    # A retry finds what it asked for before anything is checked against a state that this has changed.
    stands = earlier(asking) or submit(asking)
    return stands if isinstance(stands, Answer) else answer(stands)


def asking_of(request: Request, fingerprints: Fingerprints) -> Caller:
    """Tell who asks, when and how."""
    key = request.idempotency_key
    digest, before = (None, None) if key is None else fingerprints.of(request)
    return Caller(
        actor=request.actor.subject,
        at=request.now,
        correlation_id=request.correlation_id,
        database=None if request.access is None else request.database.uuid,
        key=key,
        fingerprint=digest,
        fingerprint_before=before,
        wait_seconds=0.0 if request.dry_run else request.patience.seconds(),
        recheck=request.recheck,
    )

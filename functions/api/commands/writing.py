"""What the rooms of writes share: the use cases, wired once, and the road every command takes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from functions.api.commands.outcomes import Outcomes, outside
from functions.api.commands.parameters import DRY_RUN
from spice.application.ground.schemas import Ontologies
from spice.application.intake.bulk import SubmitBulk
from spice.application.intake.command import Asking, Draft, Outcome, Submitter
from spice.application.intake.instance import InstanceDrafts
from spice.application.intake.ontology import OntologyDrafts
from spice.domain.errors import DomainError, Problem
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Handler, Method, Needs, Parameter
from spice.ports import Ports

if TYPE_CHECKING:
    from spice.application.intake.rehearse import Rehearsal


Stands = TypeVar("Stands")
"""What stands for a request: a command, or a batch of them."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a route makes of a request: the draft of its command, and what the command would do."""

    draft: Callable[[], Draft]
    rehearse: Callable[[], dict[str, object]]


class Writing:
    """The use cases of writing."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.ontologies = Ontologies(ports.ontology, ports.cache)
        self.submitter = Submitter(ports.commands, ports.kick)
        self.drafts = InstanceDrafts(ports.instances, self.ontologies, ports.now)
        self.bulk = SubmitBulk(ports.commands, self.ontologies, self.submitter)
        self.ontology = OntologyDrafts(ports.instances, ports.commands, self.ontologies)
        self.outcomes = Outcomes(ports.instances, ports.directory, self.ontologies)

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """What the worker would make of a command."""
        # All that decides comes along: a cold start does not wait for it, the first dry run does.
        from spice.application.intake.rehearse import Rehearsal

        return Rehearsal(self.ports.model, self.ports.ontology, self.ports.now)


class Room:
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
        inside: str = "",
        heeds: tuple[str, ...] = (),
        **options: Any,
    ) -> Callable[[Callable[..., Intent]], Handler]:
        """Register a command. `inside`: where the request's body stands in the command's, for paths of problems."""

        def register(intend: Callable[..., Intent]) -> Handler:
            def write(request: Request, *body: Any) -> Answer:
                try:
                    return self._carry(request, inside, lambda asking: intend(request, asking, *body))
                except DomainError as refused:
                    raise DomainError([_outside(problem, inside) for problem in refused.problems]) from refused

            write.__doc__ = intend.__doc__
            known = (*query, DRY_RUN)
            return self._api.route(method, path, needs=needs, query=known, command=True, heeds=heeds, **options)(write)

        return register

    def _carry(self, request: Request, inside: str, intend: Callable[[Asking], Intent]) -> Answer:
        writing = self._writing

        def rehearse(asking: Asking) -> Answer:
            intent = intend(asking)
            writing.rehearsal.refuse(asking, intent.draft())
            return dry_run(intent.rehearse())

        def submit(asking: Asking) -> Outcome:
            return writing.submitter.submit(asking, intend(asking).draft())

        def answer(outcome: Outcome) -> Answer:
            return writing.outcomes.answer(request, outcome, inside)

        return carry(request, rehearse, writing.submitter.earlier, submit, answer)


def carry(
    request: Request,
    rehearse: Callable[[Asking], Answer],
    earlier: Callable[[Asking], Stands | None],
    submit: Callable[[Asking], Stands | Answer],
    answer: Callable[[Stands], Answer],
) -> Answer:
    """Go the road of everything that is written: rehearsed, found to stand already, or kept; then told."""
    asking = asking_of(request)
    if request.dry_run:
        return rehearse(asking)
    # A retry finds what it asked for before anything is checked against a state that this has changed.
    stands = earlier(asking) or submit(asking)
    return stands if isinstance(stands, Answer) else answer(stands)


def dry_run(data: object) -> Answer:
    """Answer what would happen."""
    return Answer(data=data, message="nothing was done: this is a dry run")


def _outside(problem: Problem, inside: str) -> Problem:
    code, path = outside(problem.code, problem.path, inside)
    return replace(problem, code=code, path=path)


def asking_of(request: Request) -> Asking:
    """Tell who asks, when and how."""
    key = request.idempotency_key
    return Asking(
        actor=request.actor.subject,
        at=request.now,
        correlation_id=request.correlation_id,
        database=None if request.access is None else request.database.uuid,
        key=key,
        fingerprint=None if key is None else _fingerprint(request),
        wait_seconds=0.0 if request.dry_run else request.patience.seconds(),
        recheck=request.recheck,
    )


def _fingerprint(request: Request) -> str:
    """Digest what makes a request the same: method, path, query in any order, the unpacked body."""
    query = urlencode(sorted(parse_qsl(request.query.text, keep_blank_values=True)))
    digest = hashlib.sha256(f"{request.method} {request.url}?{query}\n".encode())
    digest.update(request.body.content())
    return digest.hexdigest()

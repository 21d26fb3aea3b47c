"""Writes of webhooks: commands, answered directly with what they leave."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias, cast
from uuid import UUID

from msgspec import UNSET, convert

from functions.api.commands import outcomes
from functions.api.commands.parameters import DRY_RUN, MATCHED
from functions.api.commands.webhook_models import NewWebhook, Rotating, WebhookPatch
from functions.api.commands.writing import Writing, carry
from spice.application.intake.command import Caller, CommandDraft, Outcome
from spice.application.intake.webhook import WebhookDrafts
from spice.application.queries.webhooks import WebhookEnded, WebhookQueries, WebhookRow, WouldEnd, WouldLeave
from spice.domain.errors import Code
from spice.domain.webhooks.commands import WebhookCommand
from spice.domain.webhooks.endpoints import Doors
from spice.entrypoints.http.answer import Answer, undone
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API

DIRECT_SECONDS = 10
"""What is answered directly is waited for this long, asked for or not; then with the command, 202."""
_ALL = "/database/{db}/webhooks"
_ONE = _ALL + "/{id}"
_RULES: tuple[Code, ...] = ("constraint_violated", "missing_property", "wrong_type")

Left: TypeAlias = Answer[WebhookRow]
"""In time; else the command."""
Tell = Callable[[Mapping[str, Any]], Answer[Any]]


def add(api: Api, writing: Writing, doors: Doors) -> None:
    """Register the routes."""
    direct = _Direct(writing, doors)

    @api.post(_ALL, needs="owner", query=(DRY_RUN,), body=NewWebhook, command=True, rehearses=WouldLeave, may=_RULES)
    def register(request: Request, body: NewWebhook) -> Left:
        """Tell a partner of events from now on; the answer is the only one that shows the secret. A private key is
        shown to nobody, its public one whenever it is asked for."""
        return direct.register(request, body)

    @api.patch(
        _ONE,
        needs="owner",
        query=(DRY_RUN,),
        body=WebhookPatch,
        command=True,
        rehearses=WouldLeave,
        heeds=MATCHED,
        may=_RULES,
    )
    def change(request: Request, body: WebhookPatch) -> Left:
        """Change where a webhook leads, what it is told of, or what becomes of what is never taken."""
        return direct.change(request, body.patch())

    @api.delete(_ONE, needs="owner", query=(DRY_RUN,), command=True, rehearses=WouldEnd, heeds=MATCHED)
    def delete(request: Request) -> Answer[WebhookEnded]:
        """End a webhook; what it was still to be told is told to nobody."""
        return direct.delete(request)

    @api.post(_ONE + "/pause", needs="owner", query=(DRY_RUN,), command=True, rehearses=WouldLeave, heeds=MATCHED)
    def pause(request: Request) -> Left:
        """Tell it nothing until it is resumed; then it goes on where it stood."""
        return direct.change(request, {"paused": True})

    @api.post(_ONE + "/resume", needs="owner", query=(DRY_RUN,), command=True, rehearses=WouldLeave, heeds=MATCHED)
    def resume(request: Request) -> Left:
        """Let a webhook go on where it stood, one that was switched off as well."""
        return direct.resume(request)

    @api.post(
        _ONE + "/rotate",
        needs="owner",
        query=(DRY_RUN,),
        body=Rotating,
        command=True,
        rehearses=WouldLeave,
        heeds=MATCHED,
        may=_RULES,
    )
    def rotate(request: Request, body: Rotating) -> Left:
        """Give it another secret, told in this answer alone; for a day the one before signs as well."""
        return direct.rotate(request, body)


class _Direct:
    """Keeps a command, waits for it, and answers with what it left."""

    def __init__(self, writing: Writing, doors: Doors) -> None:
        ports = self._ports = writing.ports
        self._writing = writing
        self._drafts = WebhookDrafts(ports.webhooks, ports.seal, ports.key_pairs, doors, secrets.token_bytes)
        self._queries = WebhookQueries(ports.webhooks, ports.deliveries)

    def register(self, request: Request, body: NewWebhook) -> Answer[Any]:
        """Make one."""

        def told(left: Mapping[str, Any]) -> Answer[WebhookRow]:
            place = f"{API}/database/{request.database.name}/webhooks/{left['id']}"
            answer = self._with_secret(request, UUID(left["id"]))
            return replace(answer, status=201, headers={**answer.headers, "Location": place})

        return self._carry(
            request, lambda asking: self._drafts.register(asking, request.database, **body.model_dump()), told
        )

    def change(self, request: Request, patch: dict[str, Any]) -> Answer[Any]:
        """Change one."""
        tags, id_ = request.tags("if-match"), _id(request)

        def draft(_: Caller) -> CommandDraft:
            return self._drafts.change(request.database, id_, patch, tags)

        return self._carry(request, draft, lambda _: self._shown(request, id_))

    def resume(self, request: Request) -> Answer[Any]:
        """Let one go on; one that was switched off as well. The log says so: nothing is lost where nobody waits."""
        tags, id_ = request.tags("if-match"), _id(request)

        def draft(_: Caller) -> CommandDraft:
            is_off = self._ports.deliveries.standing(id_).off_since is not None
            return self._drafts.resume(request.database, id_, tags, is_off=is_off)

        return self._carry(request, draft, lambda _: self._shown(request, id_))

    def rotate(self, request: Request, body: Rotating) -> Answer[Any]:
        """Give one another secret."""
        tags = request.tags("if-match")
        return self._carry(
            request,
            lambda _: self._drafts.rotate(request.database, _id(request), body.secret, body.signatures, tags),
            lambda left: self._with_secret(request, UUID(left["id"])),
        )

    def delete(self, request: Request) -> Answer[Any]:
        """End one."""
        tags = request.tags("if-match")
        return self._carry(
            request,
            lambda _: self._drafts.delete(request.database, _id(request), tags),
            lambda left: Answer(data=convert(left, WebhookEnded)),
        )

    def _shown(self, request: Request, id_: UUID) -> Answer[WebhookRow]:
        return _tagged(self._queries.one(request.database, id_))

    def _with_secret(self, request: Request, id_: UUID) -> Answer[WebhookRow]:
        """Show it with the secret that its partner has to know; a private key is nobody's to know."""
        webhook = self._drafts.find(request.database, id_)
        secret = self._drafts.shown(webhook) if webhook.signatures == "v1" else UNSET
        return _tagged(self._queries.one(request.database, id_, secret=secret))

    def _carry(self, request: Request, draft: Callable[[Caller], CommandDraft], told: Tell) -> Answer[Any]:
        def rehearse(asking: Caller) -> Answer[WouldLeave | WouldEnd]:
            return undone(self._would_do(request, asking, draft(asking)))

        def submit(asking: Caller) -> Outcome:
            return self._writing.submitter.submit(asking, draft(asking))

        request.patience.insist(DIRECT_SECONDS)
        earlier = self._writing.submitter.earlier
        return carry(self._writing, request, rehearse, earlier, submit, lambda done: self._answer(request, done, told))

    def _would_do(self, request: Request, asking: Caller, wanted: CommandDraft) -> WouldLeave | WouldEnd:
        self._writing.rehearsal.refuse(asking, wanted)
        payload = cast("WebhookCommand", wanted.payload)
        there = self._ports.webhooks.find(request.database.uuid, payload.id)
        return self._queries.would(payload, there, actor=asking.actor, at=asking.at)

    def _answer(self, request: Request, outcome: Outcome, told: Tell) -> Answer[Any]:
        answered = outcomes.answer(self._writing.results, request, outcome)
        if outcome.state.state != "COMPLETED" or not request.allowed_still:
            return answered
        shown = told(outcome.state.result or {})
        self._ports.kick("webhooks")
        replayed = {"Idempotency-Replayed": "true"} if outcome.replayed else {}
        return replace(shown, headers={**shown.headers, **replayed, **request.patience.applied})


def _id(request: Request) -> UUID:
    return uuid("id", request.path["id"])


def _tagged(row: WebhookRow) -> Answer[WebhookRow]:
    return Answer(data=row, headers={"ETag": f'"{row.version}"'})

"""What is decided about webhooks: the events of a command, or why it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from spice.domain.bounds import WEBHOOKS
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import did_you_mean, shown
from spice.domain.webhooks.commands import (
    ChangeWebhook,
    DeleteWebhook,
    RegisterWebhook,
    RotateWebhook,
    WebhookChanged,
    WebhookCommand,
    WebhookDeleted,
    WebhookEvent,
    WebhookRegistered,
    WebhookRotated,
)
from spice.domain.webhooks.model import EVERYTHING, TOLD, Webhook

_CHANGEABLE = ("url", "events", "description", "on_exhausted", "paused", "resumed")


def check_events(events: Sequence[str]) -> None:
    """Refuse events that there are not, all of them at once."""
    known = (EVERYTHING, *TOLD)
    problems = [
        Problem(
            code="constraint_violated",
            message=f"there is no event {shown(event)} to be told of",
            path=f"/events/{place}",
            value=shown(event),
            hint=did_you_mean(event, known),
        )
        for place, event in enumerate(events)
        if event not in known
    ]
    if not events:
        problems = [Problem(code="missing_property", message="name an event, or * for all", path="/events")]
    if problems:
        raise DomainError(problems)


def no_webhook(id_: object) -> DomainError:
    """Make the error for a webhook that is not there."""
    return refuse("not_found", f"there is no webhook {id_}", value=str(id_))


def decide(command: WebhookCommand, webhook: Webhook | None, others: int) -> Sequence[WebhookEvent]:
    """Decide a command; no event when nothing changes. `others`: live webhooks of the database."""
    if isinstance(command, RegisterWebhook):
        return [_register(command, webhook, others)]
    if webhook is None or webhook.deleted:
        raise no_webhook(command.id)
    if isinstance(command, ChangeWebhook):
        patch = _changes(command.patch, webhook)
        return [WebhookChanged(id=command.id, patch=patch)] if patch else []
    if isinstance(command, RotateWebhook):
        return [WebhookRotated(id=command.id, secret=command.secret, public_key=command.public_key)]
    return [_deleted(command)]


def _deleted(command: DeleteWebhook) -> WebhookDeleted:
    return WebhookDeleted(id=command.id)


def _register(command: RegisterWebhook, webhook: Webhook | None, others: int) -> WebhookRegistered:
    check_events(command.events)
    if webhook is not None:
        raise refuse("already_exists", f"webhook {command.id} exists", value=str(command.id))
    if others >= WEBHOOKS:
        raise refuse("constraint_violated", f"a database has at most {WEBHOOKS} webhooks")
    return WebhookRegistered(**asdict(command))


def _changes(patch: Mapping[str, object], webhook: Webhook) -> Mapping[str, object]:
    events = patch.get("events")
    if isinstance(events, list | tuple):
        check_events(events)
    there = {name: getattr(webhook, name) for name in _CHANGEABLE}
    there["events"] = [*there["events"]]
    return {name: value for name, value in patch.items() if there[name] != value}


def live(webhooks: Mapping[UUID, Webhook]) -> int:
    """Count those that were not deleted."""
    return sum(not webhook.deleted for webhook in webhooks.values())

"""A webhook as its events leave it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.domain.webhooks.commands import (
    OnExhausted,
    WebhookChanged,
    WebhookDeleted,
    WebhookEvent,
    WebhookRegistered,
)
from spice.domain.webhooks.signatures import BOTH_FOR

EVERYTHING = "*"
"""Stands for all events there are, those of later versions too."""
TOLD = (
    *("InstanceCreated", "InstanceUpdated", "InstanceDeleted", "OntologyCommitted"),
    *("BranchCreated", "BranchUpdated", "BranchDeleted", "DatabaseUpdated"),
    *("GrantSet", "GrantRemoved", "PullRequestOpened", "PullRequestUpdated", "PullRequestReviewed"),
    *("PullRequestCommented", "PullRequestMerged"),
    *("SubjectErased", "SubjectReadmitted"),
)
"""What a partner may be told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A registration; secrets are sealed."""

    id: UUID
    url: str
    events: Sequence[str]
    secret: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    description: str = ""
    on_exhausted: OnExhausted = "block"
    paused: bool = False
    deleted: bool = False
    version: int = 1
    old_secret: str | None = None
    rotated_at: datetime | None = None

    def wants(self, kind: str) -> bool:
        """Tell whether it is to be told of a type of events."""
        return kind in TOLD and (EVERYTHING in self.events or kind in self.events)

    def sealed(self, at: datetime) -> Sequence[str]:
        """Give the secrets that sign at a time, the newest first."""
        if self.old_secret is None or self.rotated_at is None or at - self.rotated_at >= BOTH_FOR:
            return [self.secret]
        return [self.secret, self.old_secret]


def evolve(webhook: Webhook | None, event: WebhookEvent, *, actor: str, at: datetime) -> Webhook:
    """Compute the state after one event; ValueError for one that follows nothing."""
    if isinstance(event, WebhookRegistered):
        return Webhook(
            id=event.id,
            url=event.url,
            events=tuple(event.events),
            secret=event.secret,
            description=event.description,
            on_exhausted=event.on_exhausted,
            created_at=at,
            created_by=actor,
            updated_at=at,
        )
    if webhook is None:
        raise ValueError(f"webhook {event.id} was not registered")
    webhook = replace(webhook, version=webhook.version + 1, updated_at=at)
    if isinstance(event, WebhookDeleted):
        return replace(webhook, deleted=True)
    if isinstance(event, WebhookChanged):
        return replace(webhook, **_given(event.patch))
    return replace(webhook, secret=event.secret, old_secret=webhook.secret, rotated_at=at)


def _given(patch: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name == "events" else value for name, value in patch.items()}

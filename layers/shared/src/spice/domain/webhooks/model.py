"""A webhook as its events leave it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from spice.domain.webhooks.commands import (
    OnExhausted,
    WebhookChanged,
    WebhookDeleted,
    WebhookEvent,
    WebhookRegistered,
)
from spice.domain.webhooks.signatures import BOTH_FOR, Signatures

EVERYTHING = "*"
"""Stands for all events there are, those of later versions too."""
SECRET_LOST = "its secret cannot be opened: give it another one (rotate)"
"""Why a webhook is off until it is rotated."""
TOLD = (
    *("InstanceCreated", "InstanceUpdated", "InstanceDeleted", "OntologyCommitted"),
    *("BranchCreated", "BranchUpdated", "BranchDeleted", "DatabaseUpdated"),
    *("GrantSet", "GrantRemoved", "PullRequestOpened", "PullRequestUpdated", "PullRequestReviewed"),
    *("PullRequestCommented", "PullRequestMerged"),
    *("SubjectErased", "SubjectReadmitted"),
)
"""What a partner may be told of."""


class SealedSecret(NamedTuple):
    """A secret, and which signatures it makes."""

    sealed: str
    signatures: Signatures


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
    resumed: int = 0
    """How often it was resumed after it had been switched off."""
    version: int = 1
    public_key: str | None = None
    """What the partner checks asymmetric signatures by; without it, they are made with a secret that both know."""
    old_secret: str | None = None
    old_public_key: str | None = None
    rotated_at: datetime | None = None

    def wants(self, kind: str) -> bool:
        """Tell whether it is to be told of a type of events."""
        return kind in TOLD and (EVERYTHING in self.events or kind in self.events)

    @property
    def signatures(self) -> Signatures:
        """Tell which signatures are made from now on."""
        return "v1" if self.public_key is None else "v1a"

    def sealed(self, at: datetime) -> Sequence[SealedSecret]:
        """Give the secrets that sign at a time, the newest first."""
        newest = SealedSecret(self.secret, self.signatures)
        if self.old_secret is None or self.rotated_at is None or at - self.rotated_at >= BOTH_FOR:
            return [newest]
        return [newest, SealedSecret(self.old_secret, "v1" if self.old_public_key is None else "v1a")]


def evolve(webhook: Webhook | None, event: WebhookEvent, *, actor: str, at: datetime) -> Webhook:
    """Compute the state after one event; ValueError for one that follows nothing."""
    if isinstance(event, WebhookRegistered):
        said = {**asdict(event), "events": tuple(event.events)}
        return Webhook(**said, created_at=at, created_by=actor, updated_at=at)
    if webhook is None:
        raise ValueError(f"webhook {event.id} was not registered")
    webhook = replace(webhook, version=webhook.version + 1, updated_at=at)
    if isinstance(event, WebhookDeleted):
        return replace(webhook, deleted=True)
    if isinstance(event, WebhookChanged):
        return replace(webhook, **_given(event.patch))
    return replace(
        webhook,
        secret=event.secret,
        public_key=event.public_key,
        old_secret=webhook.secret,
        old_public_key=webhook.public_key,
        rotated_at=at,
    )


def _given(patch: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name == "events" else value for name, value in patch.items()}

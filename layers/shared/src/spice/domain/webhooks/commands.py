"""Registrations of webhooks as commands, and what becomes of them as events. Key: the database's uuid.

Secrets are sealed wherever they are kept: neither commands nor events hold one that could be read. One with a
`public_key` is the private key that goes with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

OnExhausted = Literal["block", "skip"]
"""What happens to a delivery whose tries are used up: a person decides, or it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWebhook:
    """Tell a partner of events from now on."""

    id: UUID
    url: str
    events: Sequence[str]
    secret: str
    description: str = ""
    on_exhausted: OnExhausted = "block"
    public_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWebhook:
    """Change `url`, `events`, `description`, `on_exhausted`, `paused`, or how often it was `resumed` while off."""

    id: UUID
    patch: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateWebhook:
    """Give a webhook another secret; the one before signs as well for a day."""

    id: UUID
    secret: str
    public_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteWebhook:
    """Tell the partner nothing any more."""

    id: UUID


WebhookCommand = RegisterWebhook | ChangeWebhook | RotateWebhook | DeleteWebhook


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistered:
    """A webhook began."""

    id: UUID
    url: str
    events: Sequence[str]
    secret: str
    description: str = ""
    on_exhausted: OnExhausted = "block"
    public_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChanged:
    """What it says changed."""

    id: UUID
    patch: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRotated:
    """It got another secret."""

    id: UUID
    secret: str
    public_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted:
    """It ended."""

    id: UUID


WebhookEvent = WebhookRegistered | WebhookChanged | WebhookRotated | WebhookDeleted

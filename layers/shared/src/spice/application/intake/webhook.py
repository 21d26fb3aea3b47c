"""Webhooks as commands: what the client wrote is checked at once, and its secret sealed before anything is kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from spice.application.ground.fresh_ids import fresh_id
from spice.application.intake.command import Caller, CommandDraft
from spice.domain.errors import refuse
from spice.domain.shards import ONTOLOGY_COMMANDS
from spice.domain.webhooks.commands import (
    ChangeWebhook,
    DeleteWebhook,
    OnExhausted,
    RegisterWebhook,
    RotateWebhook,
    WebhookCommand,
)
from spice.domain.webhooks.endpoints import Doors
from spice.domain.webhooks.model import Webhook
from spice.domain.webhooks.rules import check_events, no_webhook
from spice.domain.webhooks.signatures import read_secret, write_secret
from spice.ports.directory import Database
from spice.ports.secret_seal import SecretSeal
from spice.ports.webhooks import Webhooks

SECRET_BYTES = 32


class WebhookDrafts:
    """Makes drafts; `random_bytes` makes secrets."""

    def __init__(
        self, webhooks: Webhooks, seal: SecretSeal, doors: Doors, random_bytes: Callable[[int], bytes]
    ) -> None:
        self._webhooks, self._seal, self._doors, self._random = webhooks, seal, doors, random_bytes

    def register(
        self,
        asking: Caller,
        database: Database,
        *,
        url: str,
        events: Sequence[str],
        secret: str | None,
        description: str,
        on_exhausted: OnExhausted,
    ) -> CommandDraft:
        """Tell a partner of events from now on."""
        check_events(events)
        id_ = fresh_id(asking.at)
        return _draft(
            database,
            RegisterWebhook(
                id=id_,
                url=self._doors.endpoint(url).url,
                events=[*dict.fromkeys(events)],
                secret=self._sealed(id_, secret),
                description=description,
                on_exhausted=on_exhausted,
            ),
        )

    def change(
        self, database: Database, id_: UUID, patch: Mapping[str, Any], tags: Sequence[str] | None
    ) -> CommandDraft:
        """Change what a webhook says."""
        there = self.find(database, id_)
        given = dict(patch)
        if "url" in given:
            given["url"] = self._doors.endpoint(given["url"]).url
        if "events" in given:
            check_events(given["events"])
            given["events"] = [*dict.fromkeys(given["events"])]
        return _draft(database, ChangeWebhook(id=id_, patch=given), _version(there, tags))

    def rotate(self, database: Database, id_: UUID, secret: str | None, tags: Sequence[str] | None) -> CommandDraft:
        """Give a webhook another secret."""
        there = self.find(database, id_)
        return _draft(database, RotateWebhook(id=id_, secret=self._sealed(id_, secret)), _version(there, tags))

    def delete(self, database: Database, id_: UUID, tags: Sequence[str] | None) -> CommandDraft:
        """End a webhook."""
        there = self.find(database, id_)
        return _draft(database, DeleteWebhook(id=id_), _version(there, tags))

    def find(self, database: Database, id_: UUID) -> Webhook:
        """Read one, or refuse it as not_found."""
        if (found := self._webhooks.find(database.uuid, id_)) is None:
            raise no_webhook(id_)
        return found

    def shown(self, webhook: Webhook) -> str | None:
        """Open the secret for its owner; None where the key that sealed it is lost."""
        secret = self._seal.open(webhook.secret, of=str(webhook.id))
        return None if secret is None else write_secret(secret)

    def _sealed(self, id_: UUID, secret: str | None) -> str:
        made = self._random(SECRET_BYTES) if secret is None else read_secret(secret)
        return self._seal.close(made, of=str(id_))


def _draft(database: Database, payload: WebhookCommand, version: int | None = None) -> CommandDraft:
    return CommandDraft(
        payload=payload,
        key=str(database.uuid),
        topic=ONTOLOGY_COMMANDS,
        database=database.uuid,
        expected_version=version,
    )


def _version(webhook: Webhook, tags: Sequence[str] | None) -> int | None:
    """Turn If-Match into the version that must be there; one that is gone never comes again."""
    if tags is None or "*" in tags:
        return None
    if str(webhook.version) not in tags:
        said = f"webhook {webhook.id} was expected at version {', '.join(tags)}, but is at {webhook.version}"
        raise refuse("version_conflict", said, value=", ".join(tags))
    return webhook.version

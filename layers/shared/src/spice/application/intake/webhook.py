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
from spice.domain.webhooks.signatures import (
    SEED_BYTES,
    Signatures,
    kind_of,
    read_private,
    read_secret,
    write_public,
    write_secret,
)
from spice.ports.directory import Database
from spice.ports.key_pairs import KeyPairs
from spice.ports.secret_seal import SecretSeal
from spice.ports.webhooks import Webhooks

SECRET_BYTES = 32


class WebhookDrafts:
    """Makes drafts; `random_bytes` makes secrets."""

    def __init__(
        self,
        webhooks: Webhooks,
        seal: SecretSeal,
        key_pairs: KeyPairs,
        doors: Doors,
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._webhooks, self._seal, self._doors, self._random = webhooks, seal, doors, random_bytes
        self._key_pairs = key_pairs

    def register(
        self,
        asking: Caller,
        database: Database,
        *,
        url: str,
        events: Sequence[str],
        secret: str | None,
        signatures: Signatures | None,
        description: str,
        on_exhausted: OnExhausted,
    ) -> CommandDraft:
        """Tell a partner of events from now on."""
        check_events(events)
        id_ = fresh_id(asking.at)
        sealed, public_key = self._sealed(id_, secret, _kind(secret, signatures, "v1"))
        return _draft(
            database,
            RegisterWebhook(
                id=id_,
                url=self._doors.endpoint(url).url,
                events=[*dict.fromkeys(events)],
                secret=sealed,
                public_key=public_key,
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

    def resume(self, database: Database, id_: UUID, tags: Sequence[str] | None, *, is_off: bool) -> CommandDraft:
        """Let one go on; one that was switched off is on again where the event of it is indexed."""
        there = self.find(database, id_)
        patch = {"paused": False, "resumed": there.resumed + 1} if is_off else {"paused": False}
        return _draft(database, ChangeWebhook(id=id_, patch=patch), _version(there, tags))

    def rotate(
        self,
        database: Database,
        id_: UUID,
        secret: str | None,
        signatures: Signatures | None,
        tags: Sequence[str] | None,
    ) -> CommandDraft:
        """Give a webhook another secret; it signs as before where nothing says how."""
        there = self.find(database, id_)
        sealed, public_key = self._sealed(id_, secret, _kind(secret, signatures, there.signatures))
        return _draft(database, RotateWebhook(id=id_, secret=sealed, public_key=public_key), _version(there, tags))

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
        """Open the secret that is shared with the partner; None where the key that sealed it is lost."""
        secret = self._seal.open(webhook.secret, of=str(webhook.id))
        return None if secret is None else write_secret(secret)

    def _sealed(self, id_: UUID, secret: str | None, kind: Signatures) -> tuple[str, str | None]:
        """Seal a secret, or one that is made; with the public key of a private one."""
        public_of = self._key_pairs.public
        if kind == "v1":
            made = self._random(SECRET_BYTES) if secret is None else read_secret(secret)
        else:
            made = self._random(SEED_BYTES) if secret is None else read_private(secret, public_of)
        return self._seal.close(made, of=str(id_)), None if kind == "v1" else write_public(public_of(made))


def _kind(secret: str | None, wanted: Signatures | None, otherwise: Signatures) -> Signatures:
    """Tell which signatures are to be made. Refuses a secret that makes others than are asked for."""
    if secret is None:
        return wanted or otherwise
    if wanted is not None and wanted != kind_of(secret):
        said = f"signatures are {kind_of(secret)} where the secret begins so: expected none, or the same"
        raise refuse("constraint_violated", said, path="/signatures", value=wanted)
    return kind_of(secret)


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

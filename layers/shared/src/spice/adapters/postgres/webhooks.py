"""Webhooks from the index, and their events as rows."""

from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from psycopg import Connection

from spice.adapters.postgres import webhook_statements as sql
from spice.adapters.postgres.connection import Postgres
from spice.domain.webhooks.commands import WebhookChanged, WebhookRotated
from spice.domain.webhooks.model import SECRET_LOST, Webhook, evolve
from spice.messages.codec import encode
from spice.messages.event import Event
from spice.messages.registry import webhook_event
from spice.ports.webhook_queue import LAST

_KEEP = """
insert into model.webhooks (database, id, paused, deleted, since, webhook, begins) values (%s, %s, %s, %s, %s, %s, (
    select convert_to(coalesce(json_object_agg(shard, json_build_array(generation, sequence, %s)), '{}')::text, 'UTF8')
    from model.shards
))
on conflict (database, id) do update set
    paused = excluded.paused, deleted = excluded.deleted, webhook = excluded.webhook
"""
read_webhook = msgspec.json.Decoder(Webhook).decode


class PostgresWebhooks:
    """Reads what the events of webhooks left."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def of(self, database: UUID) -> Mapping[UUID, Webhook]:
        """Read all of a database, oldest first: their ids are ordered in time."""
        asked = "select webhook from model.webhooks where database = %s order by id"
        with self._postgres.connection() as connection:
            found = [read_webhook(row[0]) for row in connection.execute(asked, (database,))]
        return {webhook.id: webhook for webhook in found}

    def find(self, database: UUID, webhook: UUID) -> Webhook | None:
        """Read one that was not deleted."""
        asked = "select webhook from model.webhooks where database = %s and id = %s and not deleted"
        with self._postgres.connection() as connection:
            row = connection.execute(asked, (database, webhook)).fetchone()
        return read_webhook(row[0]) if row else None


def apply_webhook(connection: Connection[Any], event: Event, body: dict[str, Any]) -> None:
    """Write what an event leaves of its webhook."""
    told = webhook_event(event)
    row = connection.execute(
        "select webhook from model.webhooks where database = %s and id = %s", (event.database, told.id)
    ).fetchone()
    left = evolve(read_webhook(row[0]) if row else None, told, actor=event.actor, at=event.at)
    if isinstance(told, WebhookChanged) and "resumed" in told.patch:
        _switch_on(connection, left, event, sql.SWITCH_ON)
    if isinstance(told, WebhookRotated):
        _switch_on(connection, left, event, sql.SWITCH_ON_ROTATED)
    connection.execute(_KEEP, (event.database, left.id, left.paused, left.deleted, left.created_at, encode(left), LAST))


def _switch_on(connection: Connection[Any], webhook: Webhook, event: Event, statement: LiteralString) -> None:
    """Switch a webhook on that was off when its owner resumed or rotated it, and ask it at once."""
    values = {"webhook": webhook.id, "resumed": webhook.resumed, "at": event.at, "lost": SECRET_LOST}
    if connection.execute(statement, values).rowcount:
        connection.execute(sql.ASK_AT_ONCE, values)

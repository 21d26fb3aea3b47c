"""What is past its time, deleted in chunks."""

from spice.adapters.postgres.bus import PostgresBus
from spice.adapters.postgres.connection import Postgres
from spice.ports.retention import COMMANDS_KEPT

CHUNK = 5000
READ_BATCHES_KEPT_SECONDS = 600
_OF_ENDED = (
    "delete from {0} where ctid in (select r.ctid from {0} r"
    " join model.databases d on d.uuid = r.database where d.deleted limit %s)"
)
"""Rows of databases that were deleted."""
_OF_GONE_WEBHOOKS = (
    "delete from {0} where ctid in (select r.ctid from {0} r where r.webhook in"
    " (select w.id from model.webhooks w left join model.databases d on d.uuid = w.database"
    " where w.deleted or d.deleted) limit %s)"
)
"""Rows of webhooks that were deleted, or whose database was."""
_EXPIRED = {
    "idempotency_keys": "delete from intake.idempotency where ctid in"
    " (select ctid from intake.idempotency where created_at < now() - interval '30 days' limit %s)",
    "commands": "delete from model.commands where id in"
    f" (select id from model.commands where finished_at < now() - interval '{COMMANDS_KEPT.days} days'"
    # That a migration has ended is asked of its last command, however long ago it was.
    " and not (type = 'MigrateInstance' and key like '%%:fence') limit %s)",
    "batches": "delete from intake.batches where id in"
    " (select id from intake.batches where submitted_at < now() - interval '35 days' limit %s)",
    "webhook_deliveries": "delete from intake.webhook_deliveries where ctid in"
    " (select ctid from intake.webhook_deliveries where state in ('delivered', 'skipped')"
    " and tried_at < now() - interval '7 days' limit %s)",
    "deliveries_of_gone_webhooks": _OF_GONE_WEBHOOKS.format("intake.webhook_deliveries"),
    "states_of_gone_webhooks": _OF_GONE_WEBHOOKS.format("intake.webhook_states"),
    "walks_of_gone_webhooks": _OF_GONE_WEBHOOKS.format("intake.webhook_walks"),
    "measures": "delete from intake.measures where ctid in"
    " (select ctid from intake.measures where at < now() - interval '14 days' limit %s)",
    "sheet_credentials": _OF_ENDED.format("intake.sheet_credentials"),
    "merge_drafts": "delete from intake.merge_drafts where ctid in"
    " (select ctid from intake.merge_drafts where at < now() - interval '90 days' limit %s)",
    "views": _OF_ENDED.format("intake.views"),
}


class PostgresRetention:
    """Keeps tables from growing without end; the local bus's too, where that is the bus."""

    def __init__(self, postgres: Postgres, bus: PostgresBus | None) -> None:
        self._postgres, self._bus = postgres, bus

    def expire(self) -> dict[str, int]:
        """Delete a chunk of each kind."""
        with self._postgres.connection() as connection:
            expired = {kind: connection.execute(statement, (CHUNK,)).rowcount for kind, statement in _EXPIRED.items()}
        if self._bus is not None:
            expired["bus_batches"] = self._bus.trim(older_than_seconds=READ_BATCHES_KEPT_SECONDS)
        return expired

"""What owners see of deliveries and decide about them, from rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.adapters.postgres import webhook_statements as sql
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.webhook_queue import columns_of
from spice.domain.identity import NIL, stream_key
from spice.messages.codec import decode
from spice.ports.webhook_deliveries import KeyTaken, Measured, Once, Standing, State, Told
from spice.ports.webhook_queue import Delivery

_CLAIM = """
insert into intake.idempotency (actor, database, key, fingerprint, stands_for, is_batch)
values (%s, %s, %s, %s, %s, false) on conflict do nothing
"""
_LET_GO = "delete from intake.idempotency where actor = %s and database = %s and key = %s"


class PostgresWebhookDeliveries:
    """Reads the queues, and changes what owners decide."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def standing(self, webhook: UUID) -> Standing:
        """Tell how a webhook does."""
        with self._postgres.connection() as connection:
            (row,) = connection.execute(sql.STANDING, {"webhook": webhook}).fetchall()
        off_since, off_reason, failures, failing_since, rests_until, waiting, letters, oldest_at, delivered_at = row
        return Standing(
            off_since=off_since,
            off_reason=off_reason,
            failures=failures,
            failing_since=failing_since,
            rests_until=rests_until,
            waiting=waiting,
            letters=letters,
            oldest_at=oldest_at,
            delivered_at=delivered_at,
        )

    def listed(
        self, webhook: UUID, state: State | None, *, before: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[Told]:
        """List deliveries, the newest events first."""
        at, event_id = before or (None, None)
        values = {"webhook": webhook, "state": state, "at": at, "event_id": event_id, "limit": limit}
        with self._postgres.connection() as connection:
            return [_told(*row) for row in connection.execute(sql.LISTED, values)]

    def find(self, webhook: UUID, event_id: UUID) -> Told | None:
        """Read one delivery."""
        with self._postgres.connection() as connection:
            row = connection.execute(sql.FOUND, (webhook, event_id)).fetchone()
        return _told(*row) if row else None

    def put(self, webhook: UUID, delivery: Delivery, *, once: Once | None = None) -> None:
        """Queue a test."""
        streams = [stream_key(delivery.key)]
        with self._postgres.transaction() as connection:
            _claim(connection, once)
            connection.execute(sql.TAKE, columns_of(webhook, [delivery], streams))
            connection.execute(sql.WAKE, {"webhook": webhook, "streams": streams})

    def decide(self, webhook: UUID, event_id: UUID, *, again: bool, at: datetime, once: Once | None = None) -> bool:
        """Send a delivery again, or skip it."""
        with self._postgres.transaction() as connection:
            _claim(connection, once)
            values = {"webhook": webhook, "event_id": event_id, "at": at}
            streams = [row[0] for row in connection.execute(sql.AGAIN if again else sql.SKIP, values)]
            connection.execute(sql.WAKE, {"webhook": webhook, "streams": streams})
            if once is not None and not streams:
                connection.execute(_LET_GO, (once.key.actor, once.key.database or NIL, once.key.key))
        return bool(streams)

    def replay(self, webhook: UUID, since: datetime, until: datetime, *, once: Once | None = None) -> None:
        """Ask for everything of a time again."""
        with self._postgres.transaction() as connection:
            _claim(connection, once)
            connection.execute(sql.REPLAY, (webhook, since, until))

    def measure(self) -> Measured:
        """Look at all webhooks."""
        with self._postgres.connection() as connection:
            on = connection.execute(sql.ON).fetchall()
            ends = connection.execute("select shard, generation, sequence from model.shards").fetchall()
            ((waits, letters, off),) = connection.execute(sql.MEASURE, {"on": [row[0] for row in on]}).fetchall()
            ((untaken,),) = connection.execute(sql.NOT_TAKEN, _not_taken(on, ends)).fetchall()
        oldest_at = min((at for at in (waits, untaken) if at is not None), default=None)
        return Measured(oldest_at=oldest_at, letters=letters, off=off)


def _claim(connection: Connection[Any], once: Once | None) -> None:
    """Take a client's key. Raises KeyTaken where another request has it."""
    if once is None:
        return
    key = once.key
    values = (key.actor, key.database or NIL, key.key, key.fingerprint, once.stands_for)
    if connection.execute(_CLAIM, values).rowcount == 0:
        raise KeyTaken


def _not_taken(on: Sequence[Sequence[Any]], ends: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Name the shards that go on behind the place of a webhook, as columns."""
    rows = [
        (shard, database, since, *place)
        for _, database, since, kept in on
        for places in (decode(kept) if kept is not None else None,)
        for shard, generation, sequence in ends
        if (place := tuple((places or {}).get(shard, (0, 0))[:2])) < (generation, sequence)
    ]
    names = ("shards", "databases", "sinces", "generations", "sequences")
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def _told(
    event_id: UUID,
    kind: str,
    key: str,
    at: datetime,
    state: State,
    tries: int,
    due_at: datetime | None,
    tried_at: datetime | None,
    status: int | None,
    error: str,
    answer: str,
    milliseconds: int,
) -> Told:
    return Told(
        event_id=event_id,
        type=kind,
        key=key,
        at=at,
        state=state,
        tries=tries,
        due_at=due_at,
        tried_at=tried_at,
        status=status,
        error=error,
        answer=answer,
        milliseconds=milliseconds,
    )

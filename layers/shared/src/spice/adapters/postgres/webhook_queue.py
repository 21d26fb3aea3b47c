"""The queues of webhooks as rows, under a lease each."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.adapters.postgres import webhook_statements as sql
from spice.adapters.postgres.connection import SERVICE, Postgres
from spice.adapters.postgres.webhooks import read_webhook
from spice.domain.identity import stream_key
from spice.domain.webhooks.schedule import Health
from spice.messages.codec import decode, encode
from spice.messages.event import Position
from spice.ports.errors import LeaseLost
from spice.ports.webhook_queue import Delivery, Lane, Load, Places, Tried, Walk, Walking


class PostgresWebhookQueue:
    """Every write sees first that the lease is still the caller's."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def claim(self, lease: UUID, now: datetime, until: datetime) -> Sequence[Lane]:
        """Lease every webhook that is on, and that nobody else holds."""
        with self._postgres.transaction() as connection:
            connection.execute(sql.KNOW)
            connection.execute(sql.BEGIN)
            values = {"lease": lease, "now": now, "until": until}
            rows = connection.execute(sql.CLAIM, values).fetchall()
            walks: dict[UUID, dict[Walk, Walking]] = {}
            for webhook, walk, *parts in connection.execute(sql.WALKS, ([row[0] for row in rows],)):
                walks.setdefault(webhook, {})[walk] = _walking(*parts)
        return [_lane(lease, row, walks.get(row[0], {})) for row in rows]

    def release(self, lease: UUID) -> None:
        """Give all of them up."""
        with self._postgres.connection() as connection:
            connection.execute(
                "update intake.webhook_states set lease = null, leased_until = null where lease = %s", (lease,)
            )

    def take(self, lane: Lane, walk: Walk, deliveries: Sequence[Delivery], places: Places | None) -> None:
        """Queue deliveries and move a walk."""
        id_ = lane.webhook.id
        with self._held(lane) as connection:
            if deliveries:
                streams = [stream_key(each.key) for each in deliveries]
                connection.execute(
                    sql.TAKE_AGAIN if walk == "replay" else sql.TAKE, columns_of(id_, deliveries, streams)
                )
                connection.execute(sql.WAKE, {"webhook": id_, "streams": streams})
            # Another replay may have been asked for meanwhile: that one goes its own way.
            of = {"webhook": id_, "walk": walk, "since": lane.walks[walk].since, "until": lane.walks[walk].until}
            connection.execute(sql.END if places is None else sql.MOVE, {**of, "places": encode(places)})

    def due(self, webhook: UUID, now: datetime, *, but: Collection[str], limit: int) -> Sequence[Delivery]:
        """Give what may be tried now: of each key the first alone."""
        values = {"webhook": webhook, "now": now, "but": [*map(stream_key, but)], "limit": limit}
        with self._postgres.connection() as connection:
            return [_delivery(*row) for row in connection.execute(sql.DUE, values)]

    def settle(
        self, lane: Lane, tried: Sequence[Tried], health: Health, *, at: datetime, off: str | None = None
    ) -> None:
        """Write how tries ended."""
        id_ = lane.webhook.id
        with self._held(lane) as connection:
            connection.execute(sql.SETTLE, _outcomes(id_, tried))
            ended = [stream_key(each.delivery.key) for each in tried if each.came in ("delivered", "skipped")]
            connection.execute(sql.WAKE, {"webhook": id_, "streams": ended})
            connection.execute(
                sql.HEALTH,
                {
                    "webhook": id_,
                    "failures": health.failures,
                    "failing_since": health.failing_since,
                    "tries": health.tries,
                    "rests_until": health.rests_until,
                    "off": off,
                    "at": at,
                },
            )

    def load(self, webhook: UUID, now: datetime) -> Load:
        """Count what waits."""
        with self._postgres.connection() as connection:
            (counted,) = connection.execute(sql.LOAD, {"webhook": webhook, "now": now}).fetchall()
        blocked, ready, waiting, next_due = counted
        return Load(blocked=blocked, ready=ready, waiting=waiting, next_due=next_due)

    @contextmanager
    def _held(self, lane: Lane) -> Iterator[Connection[Any]]:
        with self._postgres.transaction() as connection:
            found = connection.execute(
                "select from intake.webhook_states where webhook = %s and lease = %s and off_since is null for update",
                (lane.webhook.id, lane.lease),
            )
            if found.fetchone() is None:
                raise LeaseLost(SERVICE, f"webhook {lane.webhook.id} is delivered for by somebody else")
            yield connection


def _walking(since: datetime, until: datetime | None, places: bytes | None, begins: bytes | None) -> Walking:
    return Walking(places=_places(places), since=since, until=until, begins=_places(begins))


def _places(written: bytes | None) -> Places | None:
    if written is None:
        return None
    return {shard: (place[0], place[1], place[2]) for shard, place in decode(written).items()}


def _lane(lease: UUID, row: Sequence[Any], walks: dict[Walk, Walking]) -> Lane:
    _, database, webhook, failures, failing_since, tries, rests_until = row
    health = Health(failures=failures, failing_since=failing_since, tries=tries, rests_until=rests_until)
    return Lane(database=database, webhook=read_webhook(webhook), lease=lease, health=health, walks=walks)


def columns_of(webhook: UUID, deliveries: Sequence[Delivery], streams: Sequence[UUID]) -> dict[str, Any]:
    """Write deliveries as columns, for what queues them."""
    return {
        "webhook": webhook,
        "event_ids": [each.event_id for each in deliveries],
        "types": [each.type for each in deliveries],
        "keys": [each.key for each in deliveries],
        "streams": streams,
        "ats": [each.at for each in deliveries],
        "shards": [each.position.shard for each in deliveries],
        "generations": [each.position.generation for each in deliveries],
        "sequences": [each.position.sequence for each in deliveries],
        "ns": [each.position.n for each in deliveries],
        "payloads": [each.payload for each in deliveries],
    }


def _outcomes(webhook: UUID, tried: Sequence[Tried]) -> dict[str, Any]:
    return {
        "webhook": webhook,
        "event_ids": [each.delivery.event_id for each in tried],
        "states": [each.came for each in tried],
        "ats": [each.at for each in tried],
        "dues": [each.due for each in tried],
        "statuses": [each.status for each in tried],
        "errors": [each.error for each in tried],
        "answers": [each.answer for each in tried],
        "milliseconds": [each.milliseconds for each in tried],
    }


def _delivery(
    event_id: UUID,
    kind: str,
    key: str,
    at: datetime,
    shard: str,
    generation: int,
    sequence: int,
    n: int,
    payload: bytes,
    tries: int,
) -> Delivery:
    position = Position(generation=generation, shard=shard, sequence=sequence, n=n)
    return Delivery(
        event_id=event_id, type=kind, key=key, at=at, position=position, payload=bytes(payload), tries=tries
    )

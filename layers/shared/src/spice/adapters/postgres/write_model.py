"""The index beside the log."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from psycopg import Connection, IsolationLevel

from spice.adapters.postgres.apply_segment import apply_segment
from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.shard_rows import read_generation, read_heads
from spice.adapters.postgres.snapshot import (
    INSTANCE,
    instance_of,
    read_instances,
    read_look,
    read_referrers,
    read_snapshot,
)
from spice.domain.identity import NIL
from spice.domain.instance.model import Instance
from spice.ports.generations import Generation
from spice.ports.instance_scan import Referrer
from spice.ports.segment_change import SegmentChange
from spice.ports.shard_rows import Link, ShardHead
from spice.ports.write_model import Look, Naming, Snapshot, Wanted

_DERIVED = (
    "segments generations heads tail packed batch_progress parked databases mains grants classes commits refs branches"
    " tightenings pull_requests remarks"
)
# A truncation shows at once, also to snapshots from before it. So a snapshot is begun by a lock that an emptying holds
# off, or that waits for its end: `lock table` takes no snapshot, a query's does before it waits for its tables.
# https://www.postgresql.org/docs/current/mvcc-caveats.html
_HOLD = "lock table model.rebuilding in access share mode"
_HOLD_ALONE = "lock table model.rebuilding, model.shards in access exclusive mode"
# Lists of several lengths make no array: each is told as its text.
_REFER = """
update model.heads held set refs = told.refs::uuid[]
from unnest(%s::uuid[], %s::int[], %s::text[]) as told (stream, version, refs)
where held.stream = told.stream and held.version = told.version and held.refs <> told.refs::uuid[]
"""
PAGE = 5000

_SCAN = (
    f"select stream, root_id, {INSTANCE} from model.heads where database = %(database)s and stream > %(after)s"
    " order by stream limit %(limit)s"
)
_SCAN_OF_CLASSES = f"""
    select found.stream, found.root_id, {INSTANCE} from unnest(%(classes)s::text[]) as wanted (class)
    cross join lateral (
        select * from model.heads
        where database = %(database)s and class_id = wanted.class and stream > %(after)s
        order by stream limit %(limit)s
    ) as found
    order by found.stream limit %(limit)s
"""
"""Each class by its part of the index: none is sorted whole."""


class PostgresWriteModel:
    """Read to decide, write what was decided."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def look(self, wanted: Wanted) -> Look:
        """Read everything wanted in one REPEATABLE READ transaction."""
        with self._still() as connection:
            return read_look(connection, wanted)

    def snapshot(self, shard: str, wanted: Wanted) -> Snapshot:
        """Look at a shard as well, in the same transaction."""
        with self._still() as connection:
            return read_snapshot(connection, shard, wanted)

    @contextmanager
    def _still(self) -> Iterator[Connection[Any]]:
        with self._postgres.connection() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            try:
                with connection.transaction():
                    connection.execute(_HOLD)
                    yield connection
            finally:
                connection.isolation_level = None

    def apply(self, change: SegmentChange) -> bool:
        """Index a segment in one transaction guarded by the shard's head."""
        with self._postgres.transaction() as connection:
            return apply_segment(connection, change)

    def heads(self, shards: Sequence[str] | None = None) -> Mapping[str, ShardHead]:
        """Read shard heads."""
        with self._postgres.connection() as connection:
            return read_heads(connection, None if shards is None else list(shards))

    def links(self, shard: str, *, after: int, limit: int) -> Sequence[Link]:
        """Read the segments of a shard that were indexed."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select generation, sequence, sha256 from model.segments where shard = %s and sequence > %s"
                " order by generation, sequence limit %s",
                (shard, after, limit),
            )
            return [Link(generation=row[0], sequence=row[1], sha256=row[2]) for row in rows]

    def generation(self, family: str) -> Generation:
        """Read a family's newest generation."""
        with self._postgres.connection() as connection:
            return read_generation(connection, family)

    def published(self, shard: str, sequence: int) -> None:
        """Move a shard's publish cursor."""
        with self._postgres.connection() as connection:
            connection.execute(
                "update model.shards set published = greatest(published, %s) where shard = %s", (sequence, shard)
            )

    def unpublish(self, upto: Mapping[str, int]) -> None:
        """Turn publish cursors back."""
        with self._postgres.transaction() as connection:
            for shard, sequence in upto.items():
                connection.execute(
                    "update model.shards set published = least(published, %s) where shard = %s", (sequence, shard)
                )

    def instances_at(self, streams: Sequence[UUID]) -> Mapping[UUID, tuple[UUID, str, Instance]]:
        """Read current instances by stream."""
        with self._postgres.connection() as connection:
            found = read_instances(connection, streams)
            return {stream: (database, root, instance) for stream, database, root, instance in found}

    def referrers(self, targets: Sequence[UUID]) -> Iterator[Referrer]:
        """Walk all live instances that name one of the targets, a page at a time."""
        after: UUID | None = NIL
        while after is not None:
            with self._postgres.connection() as connection:
                page = list(read_referrers(connection, targets, after=after, limit=PAGE))
            after = page[-1][0] if page else None
            yield from (referrer for _, referrer in page)

    def scan(
        self, database: UUID, *, after: UUID | None, limit: int, classes: Sequence[str] | None = None
    ) -> Sequence[tuple[UUID, str, Instance]]:
        """Walk a database's instances, of some classes or all, by stream."""
        wanted = {"database": database, "after": after or NIL, "limit": limit, "classes": [*(classes or ())]}
        with self._postgres.connection() as connection:
            rows = connection.execute(_SCAN if classes is None else _SCAN_OF_CLASSES, wanted, binary=True)
            return [(row[0], row[1], instance_of(row[2:])) for row in rows]

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select count(*) from model.heads where database = %s and class_id = any(%s::text[]) and not deleted",
                (database, list(class_ids)),
            ).fetchone()
        return int(row[0]) if row else 0

    def refer(self, namings: Sequence[Naming]) -> int:
        """Write whom instances name, of those that are at their version still."""
        # In one order, so that two of these do not wait for each other.
        rows = sorted(namings, key=lambda each: each.stream)
        named = ["{" + ",".join(map(str, each.references)) + "}" for each in rows]
        with self._postgres.transaction() as connection:
            values = ([each.stream for each in rows], [each.version for each in rows], named)
            return connection.execute(_REFER, values).rowcount

    def missing(self) -> bool:
        """Tell whether the schema was dropped."""
        with self._postgres.connection() as connection:
            return connection.execute("select to_regnamespace('model')").fetchone() == (None,)

    def forget(self) -> None:
        """Give the index up."""
        with self._postgres.transaction() as connection:
            connection.execute(_HOLD_ALONE)
            connection.execute("truncate " + ", ".join(f"model.{table}" for table in _DERIVED.split()))
            connection.execute("update model.packs set retired_at = now() where retired_at is null")
            connection.execute("insert into model.rebuilding values (clock_timestamp())")
            connection.execute("insert into model.emptied select max(since) from model.rebuilding")
            connection.execute("delete from model.commands where state <> 'PENDING'")
            # Publish cursors stay: what the bus has acked is not derived.
            connection.execute(
                "update model.shards set generation = 1, sequence = 0, sha256 = repeat('0', 64), closes_to = null"
            )

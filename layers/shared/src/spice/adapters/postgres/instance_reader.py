"""Heads and histories for queries."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import zstandard

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.many_instances import read_changed, read_classes, read_named, read_tails
from spice.adapters.postgres.snapshot import INSTANCE, instance_of
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.instance.model import Instance
from spice.domain.instance.reducer import REDUCER
from spice.messages.event import Event, Position, decode_event
from spice.messages.history import fold
from spice.messages.packed import decode_events, decode_instance
from spice.ports.errors import Permanent
from spice.ports.instance_reader import Head
from spice.ports.many_instances import Name
from spice.ports.packs import Packs

NEAR = 256 * 1024
"""Parts of one pack this near each other cost less together than a request more."""
_COLUMNS = "kind, first_version, last_version, pack, start, length, sha256, null::bytea as event"
_EVENTS = f"""
select {_COLUMNS} from model.packed
where stream = %(stream)s and kind = 'events' and last_version > %(after)s
  and (%(up_to)s::int is null or first_version <= %(up_to)s)
union all
select 'tail', version, version, null, null, null, null, event from model.tail
where stream = %(stream)s and version > %(after)s and (%(up_to)s::int is null or version <= %(up_to)s)
order by 3
"""
_STATE = f"""
with near as (
    select {_COLUMNS} from model.packed
    where stream = %(stream)s and kind = 'snapshot' and reducer = %(reducer)s and last_version <= %(version)s
    order by last_version desc limit 1
), behind as (select coalesce(max(last_version), 0) as version from near)
select * from near
union all
select {_COLUMNS} from model.packed, behind
where stream = %(stream)s and kind = 'events' and last_version > behind.version and behind.version < %(version)s
  and first_version <= %(version)s
union all
select 'tail', t.version, t.version, null, null, null, null, event from model.tail t, behind
where stream = %(stream)s and t.version > behind.version and t.version <= %(version)s
order by 3
"""


class PostgresInstanceReader:
    """Reads by stream; packed history comes from packs by range."""

    def __init__(self, postgres: Postgres, packs: Packs) -> None:
        self._postgres, self._packs = postgres, packs

    def head(self, database: UUID, root_id: str, instance_id: str) -> Head | None:
        """Tell the current version."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select class_id, version, deleted, updated_at, generation, shard, sequence, n from model.heads"
                " where stream = %s",
                (_stream(database, root_id, instance_id),),
            ).fetchone()
        if row is None:
            return None
        return Head(
            database=database,
            root_id=root_id,
            class_id=row[0],
            id=instance_id,
            version=row[1],
            deleted=row[2],
            updated_at=row[3],
            position=Position(row[4], row[5], row[6], row[7]),
        )

    def instance(self, database: UUID, root_id: str, instance_id: str) -> Instance | None:
        """Read the current state, deleted ones too."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                f"select {INSTANCE} from model.heads where stream = %s",
                (_stream(database, root_id, instance_id),),
                binary=True,
            ).fetchone()
        return instance_of(row) if row else None

    def events(
        self, database: UUID, root_id: str, instance_id: str, *, after: int = 0, up_to: int | None = None
    ) -> Sequence[Event]:
        """Read a history, oldest first, or a part of it."""
        return self.history(_stream(database, root_id, instance_id), after=after, up_to=up_to)

    def history(self, stream: UUID, *, after: int = 0, up_to: int | None = None) -> Sequence[Event]:
        """Read by stream key."""
        rows = self._rows(_EVENTS, {"stream": stream, "after": after, "up_to": up_to})
        packed = [row for row in rows if row[0] == "events"]
        return _bounded(_with_tail(_packed(packed, self._parts(packed), after=after), rows), up_to)

    def at_version(self, database: UUID, root_id: str, instance_id: str, version: int) -> Instance | None:
        """Fold to a version, from the nearest snapshot below it."""
        return self.state(_stream(database, root_id, instance_id), version)

    def state(self, stream: UUID, version: int) -> Instance | None:
        """Fold to a version by stream key."""
        rows = self._rows(_STATE, {"stream": stream, "version": version, "reducer": REDUCER})
        snapshots = [row for row in rows if row[0] == "snapshot"]
        start = snapshots[0][2] if snapshots else 0
        packed = [row for row in rows if row[0] == "events"]
        parts = self._parts([*snapshots, *packed])
        instance = decode_instance(parts.pop(0)) if snapshots else None
        events = _bounded(_with_tail(_packed(packed, parts, after=start), rows), version)
        state = fold(events, instance)
        return state if state is not None and state.version == version else None

    def count(self, database: UUID, class_ids: Sequence[str]) -> int:
        """Count live instances of classes."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select count(*) from model.heads where database = %s and class_id = any(%s::text[]) and not deleted",
                (database, list(class_ids)),
            ).fetchone()
        return int(row[0]) if row else 0

    def classes(self, database: UUID, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that are there and not deleted."""
        with self._postgres.connection() as connection:
            return read_classes(connection, database, names)

    def instances(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read the current states of those that are there and not deleted."""
        with self._postgres.connection() as connection:
            return read_named(connection, database, names)

    def tails(self, database: UUID, names: Collection[Name]) -> Mapping[Name, Sequence[Event]]:
        """Read whole histories of those instances of whom nothing is packed."""
        with self._postgres.connection() as connection:
            return read_tails(connection, database, names)

    def changed_since(
        self, database: UUID, class_ids: Sequence[str], moment: datetime, *, limit: int
    ) -> Sequence[tuple[str, Instance]]:
        """List instances of classes that changed after a moment."""
        with self._postgres.connection() as connection:
            return read_changed(connection, database, class_ids, moment, limit)

    def _rows(self, asked: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with self._postgres.connection() as connection:
            return connection.execute(asked, values, binary=True).fetchall()

    def _parts(self, rows: Sequence[tuple[Any, ...]]) -> list[bytes]:
        """Read parts of packs: what lies near each other in one request."""
        parts: list[bytes] = []
        for near in _neighbours(rows):
            pack, first = near[0][3], min(row[4] for row in near)
            body = self._packs.read(pack, first, max(row[4] + row[5] for row in near) - first)
            parts += [_unpacked(row, body[row[4] - first :][: row[5]]) for row in near]
        return parts


def _neighbours(rows: Sequence[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    groups: list[list[tuple[Any, ...]]] = []
    for row in rows:
        if groups and groups[-1][0][3] == row[3] and abs(groups[-1][0][4] - row[4]) < NEAR:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _unpacked(row: tuple[Any, ...], part: bytes) -> bytes:
    if hashlib.sha256(part).hexdigest() != row[6]:
        raise Permanent("s3", f"pack {row[3]} at {row[4]} is not what was written")
    return zstandard.ZstdDecompressor().decompressobj().decompress(part)


def _packed(rows: Sequence[tuple[Any, ...]], parts: Sequence[bytes], *, after: int) -> list[Event]:
    """Read the events of bundles behind a version: a bundle has a line for every version."""
    return [
        event
        for row, part in zip(rows, parts, strict=True)
        for event in decode_events(part, skip=max(0, after + 1 - row[1]))
    ]


def _with_tail(packed: list[Event], rows: Sequence[tuple[Any, ...]]) -> list[Event]:
    last = packed[-1].version if packed else 0
    return packed + [decode_event(row[7]) for row in rows if row[0] == "tail" and row[2] > last]


def _bounded(events: list[Event], up_to: int | None) -> list[Event]:
    return events if up_to is None else [event for event in events if event.version <= up_to]


def _stream(database: UUID, root_id: str, instance_id: str) -> UUID:
    return stream_key(aggregate_id(database, root_id, instance_id))

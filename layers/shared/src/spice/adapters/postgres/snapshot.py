"""One look at the index to decide from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.adapters.postgres.apply_erasure import read_erasures
from spice.adapters.postgres.known_commands import read_ended, read_processed
from spice.adapters.postgres.shard_rows import read_exceptional, read_filling, read_heads
from spice.adapters.postgres.tightenings import read_tightenings
from spice.domain.identity import NIL
from spice.domain.instance.model import Instance
from spice.messages.codec import decode
from spice.messages.record_batch import RecordBatch
from spice.ports.directory import Database
from spice.ports.instance_scan import Referrer
from spice.ports.shard_rows import Parked, ShardHead
from spice.ports.write_model import Look, Snapshot, Wanted

INSTANCE = "class_id, id, version, deleted, data, created_at, created_by, updated_at, updated_by"
REFERRERS = 1000
"""Referrers a snapshot brings at most."""
_HEAD = "(select m.head from model.mains m where m.database = uuid)"
_DATABASE = f"uuid, name, settings, version, created_at, created_by, deleted, {_HEAD}"


def read_look(connection: Connection[Any], wanted: Wanted) -> Look:
    """Read everything wanted that is of no shard; the caller holds the REPEATABLE READ transaction."""
    return Look(**_look(connection, wanted, *read_filling(connection)))


def read_snapshot(connection: Connection[Any], shard: str, wanted: Wanted) -> Snapshot:
    """Read everything wanted, and the shard; the caller holds the REPEATABLE READ transaction."""
    exceptional = read_exceptional(connection, shard)
    return Snapshot(
        head=read_heads(connection, [shard]).get(shard, ShardHead(shard=shard)),
        parked=_parked(connection, shard, wanted.keys) if exceptional.some_parked else {},
        generation=exceptional.generation,
        quarantined=exceptional.quarantined,
        **_look(connection, wanted, exceptional.rebuilding, exceptional.emptied_at),
    )


def _look(connection: Connection[Any], wanted: Wanted, rebuilding: bool, emptied_at: datetime | None) -> dict[str, Any]:
    databases, names = _databases(connection, wanted)
    referrers = list(read_referrers(connection, wanted.referred, after=NIL, limit=REFERRERS + 1))
    return {
        "processed": read_processed(connection, wanted.commands),
        "ended": read_ended(connection, wanted.ended),
        "instances": {stream: instance for stream, _, _, instance in read_instances(connection, wanted.streams)},
        "versions": _versions(connection, wanted.versions),
        "databases": databases,
        "names": names,
        "grants": _grants(connection, wanted.grants),
        "erasures": read_erasures(connection, wanted.subjects),
        "complete": not rebuilding,
        "emptied_at": emptied_at,
        "referrers": [referrer for _, referrer in referrers[:REFERRERS]],
        "more_referrers": len(referrers) > REFERRERS,
        "tightenings": read_tightenings(connection, wanted.databases),
    }


def read_instances(connection: Connection[Any], streams: Sequence[UUID]) -> Iterable[tuple[UUID, UUID, str, Instance]]:
    """Read instances by stream: (stream, database, root id, instance)."""
    if not streams:
        return
    rows = connection.execute(
        f"select stream, database, root_id, {INSTANCE} from model.heads where stream = any(%s)",
        (list(streams),),
        binary=True,
    )
    for row in rows:
        yield row[0], row[1], row[2], instance_of(row[3:])


def _versions(connection: Connection[Any], streams: Sequence[UUID]) -> Mapping[UUID, tuple[int, datetime]]:
    if not streams:
        return {}
    rows = connection.execute(
        "select stream, version, updated_at from model.heads where stream = any(%s)", (list(streams),), binary=True
    )
    return {stream: (version, updated_at) for stream, version, updated_at in rows}


def instance_of(row: Sequence[Any]) -> Instance:
    """Make an instance of the columns INSTANCE."""
    return Instance(
        class_id=row[0],
        id=row[1],
        version=row[2],
        deleted=row[3],
        data=decode(row[4]),
        created_at=row[5],
        created_by=row[6],
        updated_at=row[7],
        updated_by=row[8],
    )


def database_of(row: Sequence[Any]) -> Database:
    """Make a database of its columns."""
    settings = decode(row[2])
    return Database(
        uuid=row[0],
        name=row[1],
        version=row[3],
        created_at=row[4],
        created_by=row[5],
        deleted=row[6],
        head=row[7],
        **{name: value for name, value in settings.items() if value is not None},
    )


def _databases(connection: Connection[Any], wanted: Wanted) -> tuple[dict[UUID, Database], dict[str, UUID]]:
    if not wanted.databases and not wanted.database_names:
        return {}, {}
    rows = connection.execute(
        f"select {_DATABASE} from model.databases"
        " where uuid = any(%s::uuid[]) or (name = any(%s::text[]) and not deleted)",
        (list(wanted.databases), list(wanted.database_names)),
    )
    databases = [database_of(row) for row in rows]
    names = {database.name: database.uuid for database in databases if not database.deleted}
    return {database.uuid: database for database in databases}, names


def _grants(connection: Connection[Any], databases: Sequence[UUID]) -> Mapping[UUID, Mapping[str, str]]:
    grants: dict[UUID, dict[str, str]] = {uuid: {} for uuid in databases}
    if databases:
        rows = connection.execute(
            "select database, subject, role from model.grants where role is not null and database = any(%s::uuid[])",
            (list(databases),),
        )
        for database, subject, role in rows:
            grants[database][subject] = role
    return grants


def _parked(connection: Connection[Any], shard: str, keys: Sequence[str]) -> Mapping[str, Sequence[Parked]]:
    parked: dict[str, list[Parked]] = {}
    if keys:
        rows = connection.execute(
            "select letter, key, record, reason, error, attempts, command_id, type, database, parked_at"
            " from model.parked where shard = %s and key = any(%s::text[]) order by position",
            (shard, list(keys)),
        )
        for row in rows:
            parked.setdefault(row[1], []).append(parked_of(row))
    return parked


def parked_of(row: Sequence[Any]) -> Parked:
    """Make a parked command of its columns."""
    return Parked(
        letter=row[0],
        key=row[1],
        record=RecordBatch(row[2], 1)[0],
        reason=row[3],
        error=row[4],
        attempts=row[5],
        command_id=row[6],
        type=row[7],
        database=row[8],
        parked_at=row[9],
    )


def read_referrers(
    connection: Connection[Any], targets: Sequence[UUID], *, after: UUID, limit: int
) -> Iterator[tuple[UUID, Referrer]]:
    """Read live instances that name a target, by stream behind one; one that names two comes twice."""
    if not targets:
        return
    rows = connection.execute(
        f"select stream, refs, database, {INSTANCE} from model.heads"
        " where refs && %s::uuid[] and not deleted and stream > %s order by stream limit %s",
        (list(targets), after, limit),
        binary=True,
    )
    wanted = set(targets)
    for row in rows:
        for target in wanted.intersection(row[1]):
            yield row[0], Referrer(target=target, database=row[2], instance=instance_of(row[3:]))

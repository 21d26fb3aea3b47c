"""Everything one segment writes to the index, in the caller's transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.adapters.postgres.apply_administration import apply_administration
from spice.messages.codec import encode
from spice.messages.record_batch import RecordBatch
from spice.ports.write_model import Finished, HeadRow, SegmentChange

_HEADS = [
    "uuid",
    "uuid",
    "text",
    "text",
    "text",
    "int4",
    "bool",
    "bytea",
    "uuid[]",
    "timestamptz",
    "text",
    "timestamptz",
    "text",
    "text",
    "int4",
    "int8",
    "int4",
]
_STAGED_HEADS = """
create temp table if not exists staged_heads (like model.heads) on commit delete rows;
create temp table if not exists staged_commands (like model.commands including defaults) on commit delete rows
"""
_MERGE_HEADS = """
insert into model.heads select * from staged_heads
on conflict (stream) do update set class_id = excluded.class_id, version = excluded.version, deleted = excluded.deleted,
    data = excluded.data, refs = excluded.refs, created_at = excluded.created_at, created_by = excluded.created_by,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by, shard = excluded.shard,
    generation = excluded.generation, sequence = excluded.sequence, n = excluded.n
where model.heads.version < excluded.version
"""
_COMMAND_TYPES = [
    "uuid",
    "text",
    "text",
    "text",
    "uuid",
    "timestamptz",
    "timestamptz",
    "uuid",
    "int4",
    "text",
    "int4",
    "bytea",
    "bytea",
    "text",
    "int4",
    "int8",
]
_COMMAND_COLUMNS = (
    "id, type, state, actor, database, submitted_at, finished_at, batch, line, key, attempts, result, errors,"
    " shard, generation, sequence"
)
_MERGE_COMMANDS = f"""
insert into model.commands ({_COMMAND_COLUMNS}) select {_COMMAND_COLUMNS} from staged_commands
on conflict (id) do update set state = excluded.state, finished_at = excluded.finished_at, attempts = excluded.attempts,
    result = excluded.result, errors = excluded.errors, shard = excluded.shard, generation = excluded.generation,
    sequence = excluded.sequence
"""


def apply_segment(connection: Connection[Any], change: SegmentChange) -> bool:
    """Write a segment's rows; False when the shard's head is not the one before it."""
    if not _move_head(connection, change):
        return False
    connection.execute(_STAGED_HEADS)
    if change.heads:
        _copy_heads(connection, change)
    if any(event.key is None for _, event, _ in change.events):
        _copy_tail(connection, change)
    _copy_commands(connection, change)
    _count_batches(connection, change)
    _park(connection, change)
    apply_administration(connection, change)
    return True


def _move_head(connection: Connection[Any], change: SegmentChange) -> bool:
    head = change.head
    if head.sequence == 1:
        connection.execute(
            "insert into model.shards values (%s, %s, 0, repeat('0', 64), %s, 0) on conflict do nothing",
            (head.shard, head.generation, change.first_at),
        )
    moved = connection.execute(
        "update model.shards set sequence = %s, sha256 = %s, recorded_at = %s, generation = %s"
        " where shard = %s and sequence = %s",
        (head.sequence, head.sha256, head.recorded_at, head.generation, head.shard, head.sequence - 1),
    )
    if moved.rowcount != 1:
        return False
    databases = {event.database for _, event, _ in change.events if event.database is not None}
    connection.execute(
        "insert into model.segments values (%s, %s, %s, %s, %s, %s, %s::uuid[], %s)",
        (
            head.shard,
            head.generation,
            head.sequence,
            change.first_at,
            head.recorded_at,
            len(change.events),
            list(databases),
            head.sha256,
        ),
    )
    return True


def _copy_heads(connection: Connection[Any], change: SegmentChange) -> None:
    head = change.head
    with connection.cursor() as cursor, cursor.copy("copy staged_heads from stdin (format binary)") as copy:
        copy.set_types(_HEADS)
        for row in change.heads:
            copy.write_row((*_head_columns(row), head.shard, head.generation, head.sequence, row.n))
    connection.execute(_MERGE_HEADS)


def _head_columns(row: HeadRow) -> tuple[Any, ...]:
    instance = row.instance
    return (
        row.stream,
        row.database,
        row.root_id,
        instance.class_id,
        instance.id,
        instance.version,
        instance.deleted,
        row.data,
        row.references,
        instance.created_at,
        instance.created_by,
        instance.updated_at,
        instance.updated_by,
    )


def _copy_tail(connection: Connection[Any], change: SegmentChange) -> None:
    with connection.cursor() as cursor, cursor.copy("copy model.tail from stdin (format binary)") as copy:
        copy.set_types(["uuid", "int4", "bytea"])
        for stream, event, encoded in change.events:
            if event.key is None:
                copy.write_row((stream, event.version, encoded))


def _copy_commands(connection: Connection[Any], change: SegmentChange) -> None:
    copy_into = f"copy staged_commands ({_COMMAND_COLUMNS}) from stdin (format binary)"
    with connection.cursor() as cursor, cursor.copy(copy_into) as copy:
        copy.set_types(_COMMAND_TYPES)
        for finished in _last_states(change.finished):
            copy.write_row(_command_columns(finished, change))
    connection.execute(_MERGE_COMMANDS)


def _last_states(finished: Sequence[Finished]) -> list[Finished]:
    """Keep a command's last state: a release may park and finish the same command in one segment."""
    return list({outcome.id: outcome for outcome in finished}.values())


def _command_columns(finished: Finished, change: SegmentChange) -> tuple[Any, ...]:
    # A bulk line leaves out what its batch's row tells for all of them.
    lone = finished.batch is None
    return (
        finished.id,
        finished.type,
        finished.state,
        finished.actor if lone else None,
        finished.database if lone else None,
        finished.submitted_at if lone else None,
        change.head.recorded_at if finished.state != "PARKED" else None,
        finished.batch,
        finished.line,
        finished.key,
        finished.attempts,
        encode(finished.result) if finished.result is not None else None,
        encode(finished.errors) if finished.errors else None,
        change.head.shard,
        change.head.generation,
        change.head.sequence,
    )


def _count_batches(connection: Connection[Any], change: SegmentChange) -> None:
    counts: dict[UUID, list[int]] = {}
    for finished in _last_states(change.finished):
        if finished.batch is not None and finished.state != "PARKED":
            counts.setdefault(finished.batch, [0, 0])[finished.state == "FAILED"] += 1
    for batch, (completed, failed) in sorted(counts.items()):
        connection.execute(
            "insert into model.batch_progress values (%s, %s, %s, %s, %s) on conflict (batch, shard) do update set"
            " sequence = excluded.sequence, completed = model.batch_progress.completed + excluded.completed,"
            " failed = model.batch_progress.failed + excluded.failed",
            (batch, change.head.shard, change.head.sequence, completed, failed),
        )


def _park(connection: Connection[Any], change: SegmentChange) -> None:
    for parked in change.parked:
        connection.execute(
            "insert into model.parked (letter, shard, key, command_id, type, database, record, reason, error, attempts,"
            " parked_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (letter) do update set"
            " reason = excluded.reason, error = excluded.error, attempts = excluded.attempts,"
            " parked_at = excluded.parked_at",
            (
                parked.letter,
                change.head.shard,
                parked.key,
                parked.command_id,
                parked.type,
                parked.database,
                RecordBatch.of([parked.record]).encoded,
                parked.reason,
                parked.error,
                parked.attempts,
                parked.parked_at,
            ),
        )
    if change.released:
        connection.execute("delete from model.parked where letter = any(%s::uuid[])", (list(change.released),))

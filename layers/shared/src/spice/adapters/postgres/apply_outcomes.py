"""Commands' outcomes of a segment as rows: states, progress of batches, what is parked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.messages.codec import encode
from spice.messages.record_batch import RecordBatch
from spice.ports.segment_change import Finished, SegmentChange

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
    "text",
]
_COMMAND_COLUMNS = (
    "id, type, state, actor, database, submitted_at, finished_at, batch, line, key, attempts, result, errors,"
    " shard, generation, sequence, class_id"
)
_MERGE_COMMANDS = f"""
insert into model.commands ({_COMMAND_COLUMNS}) select {_COMMAND_COLUMNS} from staged_commands
on conflict (id) do update set state = excluded.state, finished_at = excluded.finished_at, attempts = excluded.attempts,
    result = excluded.result, errors = excluded.errors, shard = excluded.shard, generation = excluded.generation,
    sequence = excluded.sequence, class_id = excluded.class_id
"""


def copy_commands(connection: Connection[Any], change: SegmentChange) -> None:
    """Write every command's state."""
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
        finished.class_id,
    )


def count_batches(connection: Connection[Any], change: SegmentChange) -> None:
    """Add to the progress of batches."""
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


def park(connection: Connection[Any], change: SegmentChange) -> None:
    """Write what was parked and take out what was released."""
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

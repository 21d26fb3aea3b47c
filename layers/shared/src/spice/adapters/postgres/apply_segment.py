"""Everything one segment writes to the index, in the caller's transaction."""

from typing import Any

from psycopg import Connection

from spice.adapters.postgres.apply_administration import apply_administration
from spice.adapters.postgres.apply_outcomes import copy_commands, count_batches, park
from spice.adapters.postgres.begin_generation import begin_generation
from spice.adapters.postgres.tightenings import hold_to
from spice.domain.shards import Shard
from spice.ports.segment_change import HeadRow, SegmentChange

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
# Nothing follows a closing segment in its generation, and nothing comes of one that has not begun.
_MOVE_HEAD = """
update model.shards set sequence = %(sequence)s, sha256 = %(sha256)s, recorded_at = %(recorded_at)s,
    generation = %(generation)s, closes_to = %(closes_to)s, closes_of = %(closes_of)s
where shard = %(shard)s and sequence = %(sequence)s - 1 and (closes_to is null or generation < %(generation)s)
    and (%(generation)s = 1 or exists (
        select 1 from model.generations where family = %(family)s and generation = %(generation)s))
"""
_MERGE_HEADS = """
insert into model.heads select * from staged_heads
on conflict (stream) do update set class_id = excluded.class_id, version = excluded.version, deleted = excluded.deleted,
    data = excluded.data, refs = excluded.refs, created_at = excluded.created_at, created_by = excluded.created_by,
    updated_at = excluded.updated_at, updated_by = excluded.updated_by, shard = excluded.shard,
    generation = excluded.generation, sequence = excluded.sequence, n = excluded.n
where model.heads.version < excluded.version
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
    copy_commands(connection, change)
    count_batches(connection, change)
    park(connection, change)
    apply_administration(connection, change)
    hold_to(connection, change)
    if change.head.closes is not None:
        begin_generation(connection, change.head.shard, change.head.closes)
    return True


def _move_head(connection: Connection[Any], change: SegmentChange) -> bool:
    head = change.head
    if head.sequence == 1:
        connection.execute(
            "insert into model.shards (shard, generation, sequence, sha256, recorded_at)"
            " values (%s, %s, 0, repeat('0', 64), %s) on conflict do nothing",
            (head.shard, head.generation, change.first_at),
        )
    moved = connection.execute(
        _MOVE_HEAD,
        {
            "shard": head.shard,
            "sequence": head.sequence,
            "sha256": head.sha256,
            "recorded_at": head.recorded_at,
            "generation": head.generation,
            "closes_to": head.closes.partitions if head.closes else None,
            "closes_of": head.closes.before if head.closes else None,
            "family": Shard.named(head.shard).family,
        },
    )
    if moved.rowcount == 1:
        _list_segment(connection, change)
    return moved.rowcount == 1


def _list_segment(connection: Connection[Any], change: SegmentChange) -> None:
    head = change.head
    databases = {event.database for _, event, _ in change.events if event.database is not None}
    connection.execute(
        "insert into model.segments"
        " (shard, generation, sequence, first_at, last_at, events, databases, sha256, refused)"
        " values (%s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s::uuid[])",
        (
            head.shard,
            head.generation,
            head.sequence,
            change.first_at,
            head.recorded_at,
            len(change.events),
            list(databases),
            head.sha256,
            list({each.database for each in change.refused}),
        ),
    )


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

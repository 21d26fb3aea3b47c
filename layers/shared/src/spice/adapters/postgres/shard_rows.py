"""Heads of shards, the generation they are in, and what is out of the ordinary about them."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from spice.messages.segment import Closing
from spice.ports.generations import Generation
from spice.ports.write_model import ShardHead


def read_heads(connection: Connection[Any], shards: Sequence[str] | None) -> dict[str, ShardHead]:
    """Read shard heads, all of them for None."""
    rows = connection.execute(
        "select shard, generation, sequence, sha256, recorded_at, published, closes_to, closes_of from model.shards"
        " where %s::text[] is null or shard = any(%s::text[])",
        (shards, shards),
    )
    return {row[0]: _head(row) for row in rows}


def _head(row: Sequence[Any]) -> ShardHead:
    closes = None if row[6] is None else Closing(next_generation=row[1] + 1, partitions=row[6], before=row[7])
    return ShardHead(
        shard=row[0],
        generation=row[1],
        sequence=row[2],
        sha256=row[3],
        recorded_at=row[4],
        published=row[5],
        closes=closes,
    )


def read_generation(connection: Connection[Any], family: str) -> Generation:
    """Read a family's newest generation."""
    return read_exceptional(connection, f"{family}-0000")[2]


def read_exceptional(connection: Connection[Any], shard: str) -> tuple[bool, bool, Generation]:
    """Tell whether the shard has anything parked, whether the index is being rebuilt, and what map is used."""
    row = connection.execute(
        "select exists (select 1 from model.parked where shard = %s), exists (select 1 from model.rebuilding),"
        " g.generation, g.partitions, g.floor from (select 1) one left join lateral (select * from model.generations"
        " where family = %s order by generation desc limit 1) g on true",
        (shard, shard.rpartition("-")[0]),
    ).fetchone()
    if row is None or row[2] is None:
        return (row[0], row[1], Generation()) if row else (False, False, Generation())
    return row[0], row[1], Generation(number=row[2], partitions=row[3], floor=row[4])

"""Heads of shards, the generation they are in, and what is out of the ordinary about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from spice.messages.segment import Closing
from spice.ports.generations import Generation
from spice.ports.quarantine import Quarantined
from spice.ports.shard_rows import ShardHead

_FILLING = "exists (select 1 from model.rebuilding), (select max(at) from model.emptied)"


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
    return read_exceptional(connection, f"{family}-0000").generation


class Exceptional(NamedTuple):
    """What is out of the ordinary about a shard, and the newest generation of its family."""

    some_parked: bool
    rebuilding: bool
    emptied_at: datetime | None
    generation: Generation
    quarantined: Quarantined | None


def read_filling(connection: Connection[Any]) -> tuple[bool, datetime | None]:
    """Tell whether the index is being rebuilt, and when it was last given up."""
    rebuilding, emptied_at = connection.execute(f"select {_FILLING}".encode()).fetchall()[0]
    return rebuilding, emptied_at


def read_exceptional(connection: Connection[Any], shard: str) -> Exceptional:
    """Tell whether the shard has anything parked, whether the index is being rebuilt, and what map is used."""
    some_parked, rebuilding, emptied_at, number, partitions, floor, *apart = connection.execute(
        f"select exists (select 1 from model.parked where shard = %s), {_FILLING}, g.generation, g.partitions, g.floor,"
        " q.shard, q.generation, q.sequence, q.reason, q.since"
        " from (select 1) one left join lateral (select * from model.generations"
        " where family = %s order by generation desc limit 1) g on true"
        " left join model.quarantine q on q.shard = %s",
        (shard, shard.rpartition("-")[0], shard),
    ).fetchall()[0]
    generation = Generation() if number is None else Generation(number=number, partitions=partitions, floor=floor)
    quarantined = None if apart[0] is None else quarantined_of(apart)
    return Exceptional(some_parked, rebuilding, emptied_at, generation, quarantined)


def quarantined_of(row: Sequence[Any]) -> Quarantined:
    """Make a quarantined shard of its columns."""
    return Quarantined(shard=row[0], generation=row[1], sequence=row[2], reason=row[3], since=row[4])

"""The last closing segment of a generation begins the next one, in the caller's transaction."""

from typing import Any

from psycopg import Connection

from spice.domain.identity import partition_of
from spice.domain.shards import Shard
from spice.messages.segment import Closing

_BEGIN = """
insert into model.generations
select %(family)s, %(next)s, %(partitions)s, max(recorded_at) from model.shards
where shard like %(family)s || '-%%' and generation = %(next)s - 1 and closes_to is not null
having count(*) = %(before)s
on conflict do nothing
"""


def begin_generation(connection: Connection[Any], shard: str, closes: Closing) -> None:
    """Begin the next generation if every shard of this one is closed, and move what is parked to its new shards."""
    family = Shard.named(shard).family
    # Two who close the last two shards at once would each miss the other.
    connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"generations/{family}",))
    values = {
        "family": family,
        "next": closes.next_generation,
        "partitions": closes.partitions,
        "before": closes.before,
    }
    if connection.execute(_BEGIN, values).rowcount == 1:
        _move_parked(connection, family, closes.partitions)


def _move_parked(connection: Connection[Any], family: str, partitions: int) -> None:
    rows = connection.execute("select letter, key from model.parked where shard like %s || '-%%'", (family,)).fetchall()
    if rows:
        shards = [Shard(family, partition_of(key, partitions)).name for _, key in rows]
        connection.execute(
            "update model.parked p set shard = m.shard from unnest(%s::uuid[], %s::text[]) as m(letter, shard)"
            " where p.letter = m.letter",
            ([letter for letter, _ in rows], shards),
        )

"""Changes of ontologies that instances are held to before they are made."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from spice.messages.codec import decode, encode
from spice.ports.segment_change import SegmentChange
from spice.ports.tightening import Tightening

_HOLD = """
insert into model.tightenings (shard, database, sequence, base, classes, pack, length)
values (%s, %s, %s, %s, %s, %s, %s)
on conflict (shard, database) do update
    set sequence = excluded.sequence, base = excluded.base, classes = excluded.classes,
        pack = excluded.pack, length = excluded.length
where model.tightenings.sequence <= excluded.sequence
"""
# Once the change's shard has moved on, whatever became of the change, nobody is held to it.
_HELD = """
select t.database, t.shard, t.sequence, t.base, t.classes, t.pack, t.length
from model.tightenings t left join model.shards s on s.shard = t.shard
where t.database = any(%s::uuid[]) and coalesce(s.sequence, 0) = t.sequence
"""


def hold_to(connection: Connection[Any], change: SegmentChange) -> None:
    """Write what a shard holds to."""
    for held in change.tightenings:
        values = (held.shard, held.database, held.sequence, held.base, encode(held.classes), held.pack, held.length)
        connection.execute(_HOLD, values)


def read_tightenings(connection: Connection[Any], databases: Sequence[UUID]) -> list[Tightening]:
    """Read what databases are held to."""
    if not databases:
        return []
    rows = connection.execute(_HELD, (list(databases),))
    return [
        Tightening(
            database=row[0],
            shard=row[1],
            sequence=row[2],
            base=row[3],
            classes=decode(row[4]),
            pack=row[5],
            length=row[6],
        )
        for row in rows
    ]

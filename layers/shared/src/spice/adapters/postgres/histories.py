"""Histories that moved from the index into packs."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.postgres.connection import SERVICE, Postgres
from spice.adapters.postgres.instance_reader import PostgresInstanceReader
from spice.domain.instance.reducer import REDUCER
from spice.ports.errors import Momentary
from spice.ports.histories import OpenEnd, PackedPart

_CLOSED = """
select coalesce(max(b.last_version), 0) from model.packed b
where b.stream = %(stream)s and b.kind = 'events' and b.last_version - b.first_version + 1 >= %(closed)s
  and exists (
    select 1 from model.packed s where s.stream = b.stream and s.kind = 'snapshot' and s.reducer = %(reducer)s
      and s.last_version = b.last_version
)
"""
_REPLACE = """
delete from model.packed k using unnest(%s::uuid[], %s::int[]) as p(stream, version)
where k.stream = p.stream and k.last_version >= p.version returning k.stream, k.last_version
"""


class PostgresHistories:
    """Tails in the index, parts in packs."""

    def __init__(self, postgres: Postgres, reader: PostgresInstanceReader) -> None:
        self._postgres, self._reader = postgres, reader

    def long_tails(self, *, at_least: int, limit: int) -> Sequence[UUID]:
        """List streams with that many events in the tail."""
        # Only a stream whose head has that many versions can have that many events in the tail.
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "select t.stream from model.tail t join model.heads h using (stream) where h.version >= %s"
                " group by t.stream having count(*) >= %s limit %s",
                (at_least, at_least, limit),
            ).fetchall()
        return [row[0] for row in rows]

    def open_end(self, stream: UUID, *, closed: int) -> OpenEnd:
        """Read what comes behind a stream's last full bundle that a snapshot ends."""
        with self._postgres.connection() as connection:
            row = connection.execute(_CLOSED, {"stream": stream, "closed": closed, "reducer": REDUCER}).fetchone()
        end = row[0] if row else 0
        return OpenEnd(self._reader.state(stream, end) if end else None, self._reader.history(stream, after=end))

    def packed(self, name: str, parts: Sequence[PackedPart]) -> None:
        """Record a pack and trim tails, in one transaction."""
        bundles = [part for part in parts if part.kind == "events"]
        first = {part.stream: part.first_version for part in reversed(bundles)}
        last = {part.stream: part.last_version for part in bundles}
        with self._postgres.transaction() as connection:
            # Two that packed one stream follow one another: the second sees what the first has.
            connection.execute("select pg_advisory_xact_lock(hashtextextended('packs', 0))")
            connection.execute("insert into model.packs (name) values (%s)", (name,))
            replaced = connection.execute(_REPLACE, (list(first), list(first.values()))).fetchall()
            if any(version > last[stream] for stream, version in replaced):
                raise Momentary(SERVICE, "a longer history was packed meanwhile")
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into model.packed values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [_columns(part) for part in parts],
                )
            connection.execute(
                "delete from model.tail t using unnest(%s::uuid[], %s::int[]) as p(stream, version)"
                " where t.stream = p.stream and t.version <= p.version",
                (list(last), list(last.values())),
            )
            connection.execute(
                "update model.packs k set retired_at = now() where retired_at is null and not exists"
                " (select 1 from model.packed p where p.pack = k.name)"
            )

    def unknown(self, packs: Sequence[str]) -> Sequence[str]:
        """List those of some packs that are not recorded."""
        asked = "select a.pack from unnest(%s::text[]) as a (pack) where a.pack not in (select name from model.packs)"
        with self._postgres.connection() as connection:
            return [row[0] for row in connection.execute(asked, (list(packs),)).fetchall()]

    def retire(self, *, older_than_seconds: float) -> Sequence[str]:
        """Name packs that nothing refers to any more, and forget them."""
        with self._postgres.connection() as connection:
            rows = connection.execute(
                "delete from model.packs where retired_at < now() - make_interval(secs => %s) returning name",
                (older_than_seconds,),
            ).fetchall()
        return [row[0] for row in rows]


def _columns(part: PackedPart) -> tuple[object, ...]:
    return (
        part.stream,
        part.kind,
        part.first_version,
        part.last_version,
        part.pack,
        part.start,
        part.length,
        part.sha256,
        part.reducer,
    )

"""Trees that were signed last, as rows."""

from spice.adapters.postgres.connection import Postgres
from spice.ports.signed_trees import SignedTree

_FIRST = "insert into intake.signed_trees values (%s, %s, %s, %s) on conflict do nothing"
_NEXT = """
update intake.signed_trees set size = %s, root = %s, published = %s
where origin = %s and size = %s and root = %s and published = %s
"""


class PostgresSignedTrees:
    """A row a log."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def last(self, origin: str) -> SignedTree | None:
        """Read that of a log."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select size, root, published from intake.signed_trees where origin = %s", (origin,)
            ).fetchone()
        return None if row is None else SignedTree(size=row[0], root=bytes(row[1]), published=row[2])

    def replace(self, origin: str, before: SignedTree | None, after: SignedTree) -> bool:
        """Note another in place of the one that was read."""
        noted = (after.size, after.root, after.published)
        with self._postgres.connection() as connection:
            if before is None:
                return bool(connection.execute(_FIRST, (origin, *noted)).rowcount)
            seen = (origin, before.size, before.root, before.published)
            return bool(connection.execute(_NEXT, (*noted, *seen)).rowcount)

    def forget(self) -> None:
        """Forget those of all logs."""
        with self._postgres.connection() as connection:
            connection.execute("delete from intake.signed_trees")

"""Ontologies as content-addressed commits: class documents by hash, commits, refs."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.domain.errors import refuse
from spice.messages.codec import decode, encode
from spice.ports.ontology_repository import Commit

_COMMIT = "id, parents, message, author, at, command_id, classes"
_WALK = f"""
with recursive walk as (
    select c.*, 0 as depth from model.commits c
    where c.database = %(database)s and c.id = %(start)s
    union all
    select c.*, walk.depth + 1 from walk join model.commits c on c.database = walk.database and c.id = walk.parents[1]
    where walk.depth < %(limit)s
) select {_COMMIT} from walk order by depth limit %(limit)s
"""
# Documents are kept as bytes: those in which the name's JSON does not even occur are not parsed.
_LAST_WITH = """
with named as materialized (
    select hash from model.classes
    where position(%(written)s in body) > 0 and convert_from(body, 'UTF8')::jsonb ->> 'name' = %(name)s
) select id from model.commits c
where database = %(database)s
  and exists (select 1 from named where position(convert_to(named.hash, 'UTF8') in c.classes) > 0)
order by number desc limit 1
"""


class PostgresOntologyRepository:
    """Primitives on commits and refs."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def head(self, database: UUID, branch: str = "main") -> str | None:
        """Read a ref."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select head from model.refs where database = %s and branch = %s", (database, branch)
            ).fetchone()
        return row[0] if row else None

    def commit(self, database: UUID, commit: Commit, *, branch: str = "main", expected_head: str | None) -> None:
        """Store a commit and move the branch; a repetition changes nothing."""
        hashes = {class_id: _hash(document) for class_id, document in commit.classes.items()}
        with self._postgres.transaction() as connection:
            known = connection.execute(
                "select 1 from model.commits where database = %s and command_id = %s", (database, commit.command_id)
            ).fetchone()
            if known is not None:
                return
            for class_id, document in commit.classes.items():
                connection.execute(
                    "insert into model.classes values (%s, %s) on conflict do nothing",
                    (hashes[class_id], encode(document)),
                )
            connection.execute(
                f"insert into model.commits (database, {_COMMIT}) values (%s, %s, %s, %s, %s, %s, %s, %s)",
                (database, *_columns(commit), encode(hashes)),
            )
            self._move(connection, database, branch, commit.id, expected_head)

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                f"select {_COMMIT} from model.commits where database = %s and id = %s", (database, commit_id)
            ).fetchone()
            if row is None:
                return None
            hashes: dict[str, str] = decode(row[6])
            bodies = dict(
                connection.execute(
                    "select hash, body from model.classes where hash = any(%s)", (list(hashes.values()),)
                )
            )
        return _commit(row, {class_id: decode(bodies[digest]) for class_id, digest in hashes.items()})

    def log(
        self, database: UUID, branch: str = "main", *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first; `before` names a commit that was seen already."""
        start = before or self.head(database, branch)
        values = {"database": database, "start": start, "limit": limit + (before is not None)}
        with self._postgres.connection() as connection:
            rows = connection.execute(_WALK, values).fetchall()
        return [_commit(row, {}) for row in rows if row[0] != before]

    def at(self, database: UUID, moment: datetime, branch: str = "main") -> str | None:
        """Name the commit that was the head at a moment."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select id from model.commits where database = %s and at <= %s order by at desc, number desc limit 1",
                (database, moment),
            ).fetchone()
        return row[0] if row else None

    def last_with(self, database: UUID, class_name: str, branch: str = "main") -> str | None:
        """Name the newest commit that has a class of this name."""
        values = {"database": database, "name": class_name, "written": encode(class_name)}
        with self._postgres.connection() as connection:
            row = connection.execute(_LAST_WITH, values).fetchone()
        return row[0] if row else None

    def _move(self, connection: Any, database: UUID, branch: str, head: str, expected: str | None) -> None:
        if expected is None:
            moved = connection.execute(
                "insert into model.refs values (%s, %s, %s) on conflict do nothing", (database, branch, head)
            )
        else:
            moved = connection.execute(
                "update model.refs set head = %s where database = %s and branch = %s and head = %s",
                (head, database, branch, expected),
            )
        if moved.rowcount != 1:
            raise refuse("version_conflict", f"branch {branch} has moved from {expected}")


def _hash(document: Mapping[str, object]) -> str:
    return hashlib.sha256(encode(document)).hexdigest()


def _commit(row: Sequence[Any], classes: Mapping[str, Any]) -> Commit:
    return Commit(
        id=row[0],
        parents=row[1],
        message=row[2],
        author=row[3],
        at=row[4],
        command_id=row[5],
        classes=classes,
    )


def _columns(commit: Commit) -> tuple[object, ...]:
    return (commit.id, list(commit.parents), commit.message, commit.author, commit.at, commit.command_id)

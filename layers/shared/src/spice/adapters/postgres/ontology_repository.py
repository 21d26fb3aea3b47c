"""Ontologies as content-addressed commits: class documents by hash, commits, refs."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from spice.adapters.postgres.connection import Postgres
from spice.adapters.postgres.ontology_statements import (
    ADD,
    ADD_CLASSES,
    AT,
    BRANCHES,
    COMMIT,
    HEADERS,
    KEEP,
    KNOWN,
    LAST_WITH,
    WALK,
)
from spice.domain.errors import refuse
from spice.domain.ontology.branches import MAIN, Branch
from spice.messages.codec import decode, encode
from spice.ports.ontology_repository import Commit


class PostgresOntologyRepository:
    """Primitives on commits and refs."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def head(self, database: UUID, branch: str = MAIN) -> str | None:
        """Read a ref."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                "select head from model.refs where database = %s and branch = %s", (database, branch)
            ).fetchone()
        return row[0] if row else None

    def commit(self, database: UUID, commit: Commit, *, branch: str = MAIN, expected_head: str | None) -> None:
        """Store a commit and move the branch; a repetition changes nothing."""
        hashes = {class_id: _hash(document) for class_id, document in commit.classes.items()}
        with self._postgres.transaction() as connection:
            known = connection.execute(
                "select 1 from model.commits where database = %s and command_id = %s", (database, commit.command_id)
            ).fetchone()
            if known is not None:
                return
            self._add_classes(connection, database, commit, hashes)
            former = None if expected_head in commit.parents[:1] else expected_head
            values = (database, *_columns(commit), encode(hashes), _terms(commit), former)
            connection.execute(ADD, values)
            self._move(connection, database, branch, commit.id, expected_head)

    def _add_classes(self, connection: Any, database: UUID, commit: Commit, hashes: Mapping[str, str]) -> None:
        """Keep the versions of classes that the commit it follows has not."""
        rows = connection.execute(KNOWN, (database, list(commit.parents[:1]))).fetchall()
        known = {digest for (classes,) in rows for digest in decode(classes).values()}
        new = [(digest, commit.classes[class_id]) for class_id, digest in hashes.items() if digest not in known]
        if new:
            bodies = [encode(document) for _, document in new]
            names = ([str(document[field]) for _, document in new] for field in ("name", "id"))
            connection.execute(ADD_CLASSES, ([digest for digest, _ in new], bodies, *names))

    def read(self, database: UUID, commit_id: str) -> Commit | None:
        """Read a commit with its classes."""
        with self._postgres.connection() as connection:
            row = connection.execute(
                f"select {COMMIT} from model.commits where database = %s and id = %s", (database, commit_id)
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
        self, database: UUID, branch: str = MAIN, *, limit: int = 50, before: str | None = None
    ) -> Sequence[Commit]:
        """Walk a branch, newest first; `before` names a commit that was seen already."""
        start = before or self.head(database, branch)
        values = {"database": database, "start": start, "limit": limit + (before is not None)}
        with self._postgres.connection() as connection:
            rows = connection.execute(WALK, values).fetchall()
        return [_commit(row, {}) for row in rows if row[0] != before]

    def headers(self, database: UUID, commits: Sequence[str]) -> Sequence[Commit]:
        """Read commits without their classes."""
        with self._postgres.connection() as connection:
            rows = connection.execute(HEADERS, (database, list(commits))).fetchall()
        found = {row[0]: _commit(row, {}) for row in rows}
        return [found[each] for each in commits if each in found]

    def graph(self, database: UUID) -> Mapping[str, Sequence[str]]:
        """Tell the parents of every commit."""
        with self._postgres.connection() as connection:
            return dict(connection.execute("select id, parents from model.commits where database = %s", (database,)))

    def branches(self, database: UUID) -> Sequence[Branch]:
        """List the branches by name."""
        with self._postgres.connection() as connection:
            rows = connection.execute(BRANCHES, (database,)).fetchall()
        known = {row[1]: _branch(row) for row in rows}
        known.setdefault(MAIN, Branch(id=database, name=MAIN, head=self.head(database)))
        return [known[name] for name in sorted(known)]

    def keep_branch(self, database: UUID, branch: Branch) -> None:
        """Make, change or delete a branch; an older version changes nothing."""
        settings = (branch.protected, branch.required_reviews, list(branch.writers), branch.version, branch.deleted)
        with self._postgres.transaction() as connection:
            row = connection.execute(KEEP, (database, branch.id, branch.name, *settings)).fetchone()
            if row is not None and branch.deleted:
                connection.execute(
                    "delete from model.refs where database = %s and branch = %s", (database, branch.name)
                )
            elif row == (True,) and branch.head is not None:
                connection.execute(
                    "insert into model.refs values (%s, %s, %s) on conflict do nothing",
                    (database, branch.name, branch.head),
                )

    def at(self, database: UUID, moment: datetime, branch: str = MAIN) -> str | None:
        """Name the commit that was the head at a moment."""
        return self._one(AT, {"database": database, "branch": branch, "moment": moment})

    def last_with(
        self, database: UUID, class_name: str, branch: str = MAIN, *, other_than: Collection[str] = ()
    ) -> str | None:
        """Name the newest commit that has a class of this name, and not one of these ids."""
        named = {"name": class_name, "others": [*other_than]}
        return self._one(LAST_WITH, {"database": database, "branch": branch, **named})

    def _one(self, statement: str, values: Mapping[str, object]) -> str | None:
        with self._postgres.connection() as connection:
            row = connection.execute(statement, values).fetchone()
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


def _branch(row: Sequence[Any]) -> Branch:
    return Branch(
        id=row[0],
        name=row[1],
        head=row[2],
        protected=row[3],
        required_reviews=row[4],
        writers=tuple(row[5]),
        version=row[6],
    )


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
        **(decode(row[7]) if row[7] is not None else {}),
    )


def _terms(commit: Commit) -> bytes | None:
    """Write what the author allowed, and what a merge joined; most commits have none of it."""
    terms = {"waived": commit.waived, "migrations": commit.migrations, "twins": commit.twins}
    return encode(terms) if any(terms.values()) else None


def _columns(commit: Commit) -> tuple[object, ...]:
    return (commit.id, list(commit.parents), commit.message, commit.author, commit.at, commit.command_id)

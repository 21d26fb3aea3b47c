"""A commit on a branch: its name, its event, and where the branch stands then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from spice.application.deciding.refs import Refs
from spice.domain.ontology.branches import MAIN, Branch
from spice.domain.ontology.commits import commit_id
from spice.domain.ontology.entries import Entry
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database

Differing = Mapping[str, Mapping[str, object] | None]
"""Classes that differ from the first parent's; None: they are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A database after a command, the events of it and what its author is told."""

    database: Database
    lines: Sequence[Line]
    result: dict[str, Any]


class Committing:
    """Makes the commits of a batch."""

    def __init__(self, refs: Refs, now: datetime) -> None:
        self._refs, self._now = refs, now

    def commit(
        self, command: Command, database: Database, branch: Branch, changed: Differing, message: str, **more: Any
    ) -> Changed:
        """Commit on a branch. `more`: the parents, where they are not the branch's head."""
        parents = more.get("parents") or ([branch.head] if branch.head else [])
        # A merge differs from where its branch stands, a rebase from where it is to stand.
        first = branch.head if branch.head in parents else next(iter(parents), None)
        both = {**self._refs.documents(database.uuid, first), **changed}
        after = {id_: document for id_, document in both.items() if document is not None}
        commit = commit_id(parents, after, command.actor, self._now, message, command.id)
        body = {"commit": commit, "parent": first, "message": message, "at": self._now, "classes": changed}
        body |= {} if branch.name == MAIN else {"branch": branch.name}
        body |= {"parents": parents} if parents != [first] and parents else {}
        body |= {"expected": branch.head} if branch.head != first else {}
        self._refs.committed(database, branch, commit, parents, after)
        line = Line(type="OntologyCommitted", version=1, key=command.key, body=body)
        moved = replace(database, head=commit) if branch.name == MAIN else database
        return Changed(database=moved, lines=[line], result={"commit": commit, "changed": True})


def unchanged(database: Database, commit: str | None) -> Changed:
    """Tell that a command changed nothing."""
    return Changed(database=database, lines=(), result={"commit": commit, "changed": False})


def entry_row(entry: Entry) -> dict[str, object]:
    """Write an entry of a difference as the contract has it."""
    names = ("op", "path", "id", "before", "after", "severity", "reason")
    return {name: getattr(entry, name) for name in names}

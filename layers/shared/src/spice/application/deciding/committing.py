"""A commit on a branch: its name, its event, and where the branch stands then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from spice.application.deciding.refs import Refs
from spice.application.deciding.unprepared import Holding
from spice.application.ground.class_rows import DifferenceRow, NeedRow
from spice.domain.ontology.branches import MAIN, Branch
from spice.domain.ontology.changes import Outcome
from spice.domain.ontology.commits import commit_id
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.gate import answering
from spice.domain.ontology.needs import Need
from spice.messages.command import Command
from spice.messages.segment import Line
from spice.ports.directory import Database

NO_TWINS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A database after a command, the events of it and what its author is told."""

    database: Database
    lines: Sequence[Line]
    result: dict[str, Any]


class Committing:
    """Makes the commits of a batch."""

    def __init__(self, refs: Refs, now: datetime, holding: Holding) -> None:
        self._refs, self._now, self._holding = refs, now, holding

    def commit(
        self,
        command: Command,
        database: Database,
        branch: Branch,
        outcome: Outcome,
        message: str,
        *,
        parents: Sequence[str] = (),
        twins: Mapping[str, str] = NO_TWINS,
    ) -> Changed:
        """Commit on a branch, and tell what changed. `parents`: where they are not the branch's head; `twins`: what a
        merge joined."""
        changed = outcome.documents
        if outcome.resting:
            self._holding.check(command.id, database.uuid, branch.head, changed)
        parents = [*parents] or ([branch.head] if branch.head else [])
        # A merge differs from where its branch stands, a rebase from where it is to stand.
        first = branch.head if branch.head in parents else next(iter(parents), None)
        both = {**self._refs.documents(database.uuid, first), **changed}
        after = {id_: document for id_, document in both.items() if document is not None}
        commit = commit_id(parents, after, command.actor, self._now, message, command.id)
        said: dict[str, Any] = {"commit": commit, "parent": first, "message": message, "at": self._now}
        body = said | {"classes": changed} | _standing(branch, parents, first) | terms_of(outcome)
        body |= ({"revived": [*outcome.revived]} if outcome.revived else {}) | ({"twins": dict(twins)} if twins else {})
        self._refs.committed(database, branch, commit, parents, after, twins)
        line = Line(type="OntologyCommitted", version=1, key=command.key, body=body)
        told = {"commit": commit, "changed": True, "changes": entry_rows(outcome.entries)}
        told |= {"migration": commit} if outcome.migrations else {}
        moved = replace(database, head=commit) if branch.name == MAIN else database
        return Changed(database=moved, lines=[line], result=told)


def _standing(branch: Branch, parents: Sequence[str], first: str | None) -> dict[str, Any]:
    """Write where a commit stands, as far as it is not behind the head of main."""
    body: dict[str, Any] = {} if branch.name == MAIN else {"branch": branch.name}
    body |= {"parents": parents} if parents != [first] and parents else {}
    return body | ({"expected": branch.head} if branch.head != first else {})


def terms_of(outcome: Outcome) -> dict[str, Any]:
    """Write what the author of a change allows, as the commit keeps it; nothing where that is nothing."""
    waived = [{"path": each.path, "reason": each.reason} for each in outcome.waived]
    migrations = [each.kept() for each in outcome.migrations]
    return ({"waived": waived} if waived else {}) | ({"migrations": migrations} if migrations else {})


def unchanged(database: Database, commit: str | None) -> Changed:
    """Tell that a command changed nothing."""
    return Changed(database=database, lines=(), result={"commit": commit, "changed": False})


def need_rows(needs: Iterable[Need]) -> list[NeedRow]:
    """Write what a change is refused without."""
    return [
        NeedRow(
            path=need.path,
            class_=need.owner,
            property=need.part,
            reason=need.reason,
            affected=need.affected,
            migrations=need.migrations,
            waivable=need.waivable,
        )
        for need in needs
    ]


def entry_rows(entries: Iterable[Entry]) -> list[DifferenceRow]:
    """Write entries of a difference as the contract has them."""
    return [
        DifferenceRow(
            op=entry.op,
            path=entry.path,
            id=entry.id,
            before=entry.before,
            after=entry.after,
            severity=entry.severity,
            reason=entry.reason,
            breaks=entry.judged.breaks,
            migrations=answering(entry),
        )
        for entry in entries
    ]

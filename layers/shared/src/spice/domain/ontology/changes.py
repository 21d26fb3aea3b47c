"""A change of an ontology: what it makes of the documents, how severe it is, why it is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from spice.domain.administration import ChangeOntology
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import Problem
from spice.domain.ontology.differences import differences
from spice.domain.ontology.documents import Document, lineage
from spice.domain.ontology.draft import Draft
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.hierarchy import check_hierarchy
from spice.domain.ontology.operations import apply_operation
from spice.domain.spelling import spelled

Count = Callable[[Sequence[str]], int]
"""Counts live instances of classes, by stable id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a change does: documents that differ (None: removed), entries, problems, instances it would break."""

    documents: Mapping[str, dict[str, object] | None] = field(default_factory=dict)
    entries: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()
    affected: int = 0


def apply_changes(
    documents: Mapping[str, Document],
    command: ChangeOntology,
    *,
    command_id: UUID,
    instances: Count,
    home: Home = NOWHERE,
) -> Outcome:
    """Apply operations to class documents (by stable id). Every problem is listed; with any, nothing may be stored.

    Values (bounds, defaults) are read as those of a database that is at home somewhere.
    """
    draft = Draft(documents, command_id, home)
    draft.reading.text({"message": command.message}, "message", "")
    _refuse_migrations(draft, command)
    waived = read_waivers(draft, command.waive)
    if not command.changes:
        draft.reading.fault("constraint_violated", "changes must list at least one operation", "/changes")
    for number, change in enumerate(command.changes):
        apply_operation(draft, change, number)
    check_hierarchy(draft)
    return conclude(documents, draft, waived, instances)


def conclude(documents: Mapping[str, Document], draft: Draft, waived: Sequence[str], instances: Count) -> Outcome:
    """Tell what a draft makes of an ontology; what is breaking is refused where there are instances and no waiver."""
    if draft.problems:
        return Outcome(problems=draft.problems)
    entries = differences(documents, draft.documents)
    counts = _counts(documents, entries, instances)
    return Outcome(
        documents=_changed(documents, draft),
        entries=entries,
        problems=[
            _breaking(entry, counts[entry.class_id], draft)
            for entry in entries
            if counts.get(entry.class_id)
            and entry.severity == "breaking"
            and (entry.final or not _covers(waived, entry))
        ],
        affected=sum(counts.values()),
    )


def named_by(command: ChangeOntology) -> list[str]:
    """Name the classes that the operations of a change speak of."""
    bodies = [body for change in command.changes if isinstance(body := change.get("class", change), Mapping | str)]
    names = [body if isinstance(body, str) else body.get("name") for body in bodies]
    names += [change.get("name") for change in command.changes]
    return list(dict.fromkeys(spelled(name) for name in names if isinstance(name, str)))


def _changed(documents: Mapping[str, Document], draft: Draft) -> dict[str, dict[str, object] | None]:
    after = draft.documents
    changed: dict[str, dict[str, object] | None] = {id_: None for id_ in documents if id_ not in after}
    changed.update((id_, document) for id_, document in after.items() if documents.get(id_) != document)
    return changed


def _counts(documents: Mapping[str, Document], entries: Sequence[Entry], instances: Count) -> dict[str, int]:
    """Count the instances of every class (with its subclasses) that a breaking change touches."""
    by_name = {str(document["name"]): document for document in documents.values()}
    families: dict[str, list[str]] = {}
    for id_, document in documents.items():
        for ancestor in lineage(document, by_name):
            families.setdefault(str(ancestor["id"]), []).append(id_)
    broken = dict.fromkeys(entry.class_id for entry in entries if entry.severity == "breaking")
    return {id_: instances(families[id_]) for id_ in broken if id_ in families}


def _breaking(entry: Entry, count: int, draft: Draft) -> Problem:
    hint = f'waive it: "waive": [{{"path": "{entry.path}", "reason": "…"}}]'
    return Problem(
        code="breaking_change",
        message=f"{entry.op} {entry.path} would break {count} instances: {entry.reason}",
        path=draft.at(entry.class_id),
        value=entry.path,
        hint="it cannot be waived while there are instances" if entry.final else hint,
    )


def _covers(waived: Sequence[str], entry: Entry) -> bool:
    return any(entry.path == path or entry.path.startswith(f"{path}/") for path in waived)


def _refuse_migrations(draft: Draft, command: ChangeOntology) -> None:
    for number, migration in enumerate(command.migrations):
        said = "migrations are not supported yet"
        op = migration.get("op") if isinstance(migration, Mapping) else migration
        draft.reading.fault("not_supported", said, f"/migrations/{number}", value=op)


def read_waivers(draft: Draft, waive: Sequence[Mapping[str, object]]) -> list[str]:
    """Read which paths may break instances."""
    waived = []
    for number, waiver in enumerate(waive):
        at = f"/waive/{number}"
        found = draft.reading.fields(waiver, at, ("path", "reason"), "a waiver")
        texts = {name: draft.reading.text(found, name, at) for name in ("path", "reason")}
        for name, text in texts.items():
            if not text and isinstance(waiver, dict):
                draft.reading.fault("missing_property", f"a waiver needs a {name}", f"{at}/{name}")
        waived += [spelled(path)] if (path := texts["path"]) else []
    return waived

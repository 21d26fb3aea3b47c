"""A change of an ontology: what it makes of the documents, how severe it is, why it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from spice.domain.administration import ChangeOntology
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import Problem
from spice.domain.ontology.differences import differences
from spice.domain.ontology.documents import Document
from spice.domain.ontology.draft import Draft
from spice.domain.ontology.entries import Entry
from spice.domain.ontology.gate import Count, Gate, Waiver, read_waivers, refusals, refuse_idle
from spice.domain.ontology.hierarchy import check_hierarchy
from spice.domain.ontology.implied import implied
from spice.domain.ontology.migrations import Migration, MigrationReader
from spice.domain.ontology.needs import Need
from spice.domain.ontology.operations import apply_operation
from spice.domain.ontology.personal_properties import check_lasting
from spice.domain.ontology.revived import judged, revived
from spice.domain.ontology.severity import Mode
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

__all__ = ["Count", "Gate", "Outcome", "apply_changes", "conclude", "named_by"]

_NAME = "/changes/0/name"
"""Where the class that a request's path names stands in its change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a change does: documents that differ (None: removed), entries, problems, instances it would break, and what
    its author allows."""

    documents: Mapping[str, dict[str, object] | None] = field(default_factory=dict)
    entries: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()
    needs: Sequence[Need] = ()
    affected: int = 0
    waived: Sequence[Waiver] = ()
    migrations: Sequence[Migration] = ()
    resting: bool = False
    """It passes as long as there are no instances of what it breaks."""
    revived: Sequence[str] = ()
    """Classes that come back with instances."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to commit."""
        return not self.documents and not self.migrations


def apply_changes(
    documents: Mapping[str, Document],
    command: ChangeOntology,
    *,
    command_id: UUID,
    instances: Count,
    home: Home = NOWHERE,
    mode: Mode = "BACKWARD",
) -> Outcome:
    """Apply operations to class documents (by stable id). Every problem is listed; with any, nothing may be stored.

    Values (bounds, defaults) are read as those of a database that is at home somewhere.
    """
    outcome = _applied(
        documents,
        command,
        Draft(documents, command_id, home),
        Gate(instances=instances, mode=mode, waive=command.waive, migrations=command.migrations),
    )
    return replace(outcome, problems=[_as_asked(problem, command.body) for problem in outcome.problems])


def _applied(documents: Mapping[str, Document], command: ChangeOntology, draft: Draft, gate: Gate) -> Outcome:
    draft.reading.text({"message": command.message}, "message", "")
    if not command.changes:
        draft.reading.fault("constraint_violated", "changes must list at least one operation", "/changes")
    for number, change in enumerate(command.changes):
        apply_operation(draft, change, number)
        if draft.spent(f"/changes/{number}"):
            return Outcome(problems=draft.problems)
    check_hierarchy(draft)
    return conclude(documents, draft, gate)


def conclude(documents: Mapping[str, Document], draft: Draft, gate: Gate) -> Outcome:
    """Tell what a draft makes of an ontology: here every change passes the gate, or is refused."""
    waived = read_waivers(draft.reading, gate.waive)
    check_lasting(draft, documents)
    if draft.problems:
        return Outcome(problems=draft.problems)
    found = differences(documents, draft.documents, gate.mode)
    entries = judged(found, back := revived(found, gate), gate)
    refuse_idle(draft.reading, waived, entries)
    migrations = _migrations(documents, draft, gate)
    if draft.problems:
        return Outcome(problems=draft.problems)
    if gate.live:
        migrations = [*migrations, *implied((documents, draft.documents), entries, waived, migrations)]
    refused = refusals(documents, entries, gate, (waived, migrations))
    return Outcome(
        documents=_changed(documents, draft),
        entries=entries,
        problems=[need.problem(draft.at(need.class_id)) for need in refused.needs],
        needs=refused.needs,
        affected=refused.affected,
        resting=refused.resting,
        waived=waived,
        migrations=migrations,
        revived=back,
    )


def _migrations(documents: Mapping[str, Document], draft: Draft, gate: Gate) -> Sequence[Migration]:
    migrations = MigrationReader(draft.reading, documents, draft.documents).read(gate.migrations)
    if migrations and not gate.live:
        said, hint = "instances go by main: only there they migrate", "say it when the branch is merged"
        draft.reading.fault("constraint_violated", said, "/migrations", hint=hint)
    return migrations


def named_by(command: ChangeOntology) -> list[str]:
    """Name the classes that the operations of a change speak of."""
    bodies = [body for change in command.changes if isinstance(body := change.get("class", change), Mapping | str)]
    names = [body if isinstance(body, str) else body.get("name") for body in bodies]
    names += [change.get("name") for change in command.changes]
    return list(dict.fromkeys(spelled(name) for name in names if isinstance(name, str)))


def _as_asked(problem: Problem, body: str) -> Problem:
    """Tell a problem by the paths of the request that the change was made of: what is not in its body, has none."""
    if not body:
        return problem
    if problem.path == _NAME and problem.code in ("unknown_class", "constraint_violated"):
        # A path that names no class, whether one could be called so or not.
        return replace(problem, code="not_found", message=f"there is no class {quoted(problem.value)}", path="")
    if problem.code == "breaking_change" and '"waive":' in (problem.hint or ""):
        problem = replace(problem, hint=f"{problem.hint}, in POST …/ontology/changes")
    inside = problem.path == body or problem.path.startswith(f"{body}/")
    return replace(problem, path=problem.path.removeprefix(body) if inside else "")


def _changed(documents: Mapping[str, Document], draft: Draft) -> dict[str, dict[str, object] | None]:
    after = draft.documents
    changed: dict[str, dict[str, object] | None] = {id_: None for id_ in documents if id_ not in after}
    changed.update((id_, document) for id_, document in after.items() if documents.get(id_) != document)
    return changed

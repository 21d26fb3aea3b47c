"""Whether a commit has stored values searched as another type: search was given them as what they read as before."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from spice.application.ground.ontologies import Ontologies
from spice.application.projecting.earlier import commits_otherwise
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.compiled.stored import Form
from spice.domain.ontology.retyping import retyped
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.operations import Operations

_ALIKE: Mapping[str, str] = {"text": "keyword"}
"""Kinds that are indexed as another one is."""

Forms = Mapping[tuple[str, str], Form]
"""By class and property."""


class ChangedKinds:
    """Compares the types of a commit's properties with those before it."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies, operations: Operations) -> None:
        self._repository, self._ontologies, self._operations = repository, ontologies, operations

    def made_by(self, database: UUID, body: Mapping[str, Any]) -> bool:
        """Tell whether a property of a class with instances is read otherwise than before this commit of `main`."""
        parent, commit = body["parent"], body["commit"]
        before, after = self._ontologies(database, parent), self._ontologies(database, commit)
        classes = _of_other_kinds(before, after) | self._retyped(database, parent, before, after)
        return bool(classes) and self._has_values(database, commit, classes)

    def _retyped(self, database: UUID, parent: str, before: Ontology, after: Ontology) -> set[str]:
        then, today = _forms(before), _forms(after)
        changed = {place: then[place] for place, form in today.items() if then.get(place, form) != form}
        found = {place[0] for place, form in changed.items() if retyped(form, today[place])}
        # A wider type reads as before what was written under this one: not what was when it was yet another.
        if changed and not found:
            for earlier in self._earlier(database, parent, {place[0] for place in changed}):
                found |= {place[0] for place, form in changed.items() if retyped(earlier.get(place, form), form)}
        return found

    def _earlier(self, database: UUID, commit: str, classes: Collection[str]) -> Iterator[Forms]:
        for each in commits_otherwise(self._repository, database, commit, classes):
            yield _forms(self._ontologies(database, each))

    def _has_values(self, database: UUID, commit_id: str, classes: set[str]) -> bool:
        """What is waived or migrated has instances; where nothing is asked, counts tell."""
        commit = self._repository.read(database, commit_id)
        if commit is not None and (commit.waived or commit.migrations):
            return True
        counted = self._operations.metrics(database)["classes"]
        return isinstance(counted, Mapping) and any(counted.get(each) for each in classes)


def _forms(ontology: Ontology) -> Forms:
    return {(shape.id, id_): form for shape in ontology.by_id.values() for id_, form in shape.forms.items()}


def _of_other_kinds(before: Ontology, after: Ontology) -> set[str]:
    return {
        shape.id
        for shape in after.by_id.values()
        if shape.id in before.by_id and _differ(before.by_id[shape.id].fields(), shape.fields())
    }


def _differ(before: Mapping[str, FieldKind], after: Mapping[str, FieldKind]) -> bool:
    return any(_like(before[field]) != _like(kind) for field, kind in after.items() if field in before)


def _like(kind: FieldKind) -> str:
    return _ALIKE.get(kind, kind)

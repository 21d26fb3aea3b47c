"""Whether a commit has stored values searched as another kind: search was given them as the kind they had."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from spice.application.ground.ontologies import Ontologies
from spice.domain.datatypes.kinds import FieldKind
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.operations import Operations

_ALIKE: Mapping[str, str] = {"text": "keyword"}
"""Kinds that are indexed as another one is."""


class ChangedKinds:
    """Compares the kinds of a commit's fields with those before it."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies, operations: Operations) -> None:
        self._repository, self._ontologies, self._operations = repository, ontologies, operations

    def made_by(self, database: UUID, body: Mapping[str, Any]) -> bool:
        """Tell whether a field of a class that has instances is of another kind than before this commit of `main`."""
        before = self._ontologies(database, body["parent"]).by_id
        changed = {
            shape.id
            for shape in self._ontologies(database, body["commit"]).by_id.values()
            if shape.id in before and _differ(before[shape.id].fields(), shape.fields())
        }
        return bool(changed) and self._has_values(database, body["commit"], changed)

    def _has_values(self, database: UUID, commit_id: str, classes: set[str]) -> bool:
        """What is waived or migrated has instances; where nothing is asked, counts tell."""
        commit = self._repository.read(database, commit_id)
        if commit is not None and (commit.waived or commit.migrations):
            return True
        counted = self._operations.metrics(database)["classes"]
        return isinstance(counted, Mapping) and any(counted.get(each) for each in classes)


def _differ(before: Mapping[str, FieldKind], after: Mapping[str, FieldKind]) -> bool:
    return any(_like(before[field]) != _like(kind) for field, kind in after.items() if field in before)


def _like(kind: FieldKind) -> str:
    return _ALIKE.get(kind, kind)

"""Whether a commit brings back what was dropped: search was given documents without it meanwhile."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from spice.application.ground.ontologies import Ontologies
from spice.application.projecting.earlier import commits_otherwise
from spice.domain.administration import ChangeOntology
from spice.domain.ontology.compiled.ontology import Ontology
from spice.ports.command_store import CommandStore
from spice.ports.ontology_repository import OntologyRepository

Fields = frozenset[tuple[str, str]]


class Revivals:
    """Looks for a commit's new classes and fields in what `main` was before."""

    def __init__(self, repository: OntologyRepository, ontologies: Ontologies, commands: CommandStore) -> None:
        self._repository, self._ontologies, self._commands = repository, ontologies, commands

    def brought_by(self, database: UUID, command_id: UUID, body: Mapping[str, Any]) -> bool:
        """Tell whether a class has search fields again that it had once, and had not before this commit of `main`."""
        parent = body["parent"]
        before = _fields(self._ontologies(database, parent))
        new = _fields(self._ontologies(database, body["commit"])) - before
        command = self._commands.command(command_id) if new else None
        if command is not None and command.type == ChangeOntology.__name__ and not body.get("revived"):
            # It gives new ids to all that is new, save to classes that it brings back: what a class has again it
            # inherits again.
            known = {field for _, field in before}
            new = frozenset(pair for pair in new if pair[1] in known)
        return bool(new) and any(new & fields for fields in self._earlier(database, parent, new))

    def _earlier(self, database: UUID, commit: str, new: Fields) -> Iterator[Fields]:
        for each in commits_otherwise(self._repository, database, commit, {class_id for class_id, _ in new}):
            yield _fields(self._ontologies(database, each))


def _fields(ontology: Ontology) -> Fields:
    return frozenset((shape.id, field) for shape in ontology.by_id.values() for field in shape.fields())

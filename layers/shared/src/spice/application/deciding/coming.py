"""Ontologies that are about to hold, as a batch sees them: in the index, and from what it decides itself."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from spice.application.ground.told_classes import classes_of
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.tightening import PrepareChange
from spice.messages.command import Command
from spice.ports.errors import Transient
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.packs import Packs
from spice.ports.tightening import Tightening

Held = Sequence[Tightening]
"""What shards hold to, as a snapshot has it."""


class Coming:
    """What is coming, by database; compiled when somebody writes there."""

    def __init__(self, repository: OntologyRepository, packs: Packs, tightenings: Held) -> None:
        self._repository, self._packs = repository, packs
        self._held: dict[UUID, list[Tightening]] = {}
        self._compiled: dict[UUID, list[Ontology]] = {}
        for each in tightenings:
            self._held.setdefault(each.database, []).append(each)

    def of(self, database: UUID) -> Sequence[Ontology]:
        """Give the ontologies that a database is about to have."""
        if database not in self._held:
            return ()
        if database not in self._compiled:
            self._compiled[database] = [self._ontology(each) for each in self._held[database]]
        return self._compiled[database]

    def hold(self, command: Command, asked: PrepareChange) -> dict[str, Any]:
        """Hold to a change from here on; answers it as the index keeps it."""
        if command.database is None:
            raise ValueError(f"change {asked.change} names no database")
        held = Tightening(
            database=command.database,
            shard=asked.shard,
            sequence=asked.sequence,
            base=asked.base,
            classes=asked.classes,
            pack=asked.pack,
            length=asked.length,
        )
        self._held.setdefault(held.database, []).append(held)
        self._compiled.pop(held.database, None)
        return asdict(held)

    def _ontology(self, held: Tightening) -> Ontology:
        base = self._repository.read(held.database, held.base)
        if base is None:
            raise Transient("ontology", f"commit {held.base} is not in the repository")
        classes = {**base.classes, **classes_of(held, self._packs)}
        return Ontology.compile(None, [document for document in classes.values() if document is not None])

"""Ontologies and instances for the tests of the domain."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import reduce
from uuid import UUID

from spice.domain.administration import ChangeOntology
from spice.domain.instance.model import Instance, InstanceEvent
from spice.domain.instance_rules import following
from spice.domain.ontology.changes import Outcome, apply_changes
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.severity import Mode

COMMAND = UUID(int=7)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Documents = Mapping[str, Mapping[str, object]]


def a_property(name: str, type_: str = "xsd:string", **more: object) -> dict[str, object]:
    """A property as a client writes it."""
    return {"name": name, "type": type_, **more}


def a_class(name: str, *properties: Mapping[str, object], **more: object) -> dict[str, object]:
    """A class as a client writes it."""
    return {"name": name, "properties": [*properties], **more}


def change(
    documents: Documents,
    *changes: Mapping[str, object],
    instances: int = 0,
    waive: Sequence[Mapping[str, object]] = (),
    migrations: Sequence[Mapping[str, object]] = (),
    mode: Mode = "BACKWARD",
    command_id: UUID = COMMAND,
) -> Outcome:
    """Apply operations to an ontology whose every family has that many instances."""
    command = ChangeOntology(changes=changes, waive=waive, migrations=migrations)

    def count(family: Sequence[str]) -> int:
        return instances if documents.keys() & {*family} else 0

    return apply_changes(documents, command, command_id=command_id, instances=count, mode=mode)


def documents_of(*classes: Mapping[str, object], before: Documents | None = None) -> dict[str, Mapping[str, object]]:
    """The stored documents of an ontology with these classes."""
    outcome = change(before or {}, *({"op": "create", "class": each} for each in classes))
    assert not outcome.problems, outcome.problems
    return {**(before or {}), **{id_: document for id_, document in outcome.documents.items() if document is not None}}


def compiled(*classes: Mapping[str, object]) -> Ontology:
    """An ontology with these classes, ready to check."""
    return Ontology.compile("commit", documents_of(*classes).values())


def the_class(*classes: Mapping[str, object]) -> CompiledClass:
    """The first of these classes, compiled."""
    return compiled(*classes).named(str(classes[0]["name"]))


def after(events: Sequence[InstanceEvent], before: Instance | None = None, *, id: str = "one") -> Instance:
    """Fold events of one instance."""

    def step(state: Instance | None, event: InstanceEvent) -> Instance:
        return following(state, event, id=id, at=NOON, actor="kim")

    folded = reduce(step, events, before)
    assert folded is not None
    return folded

"""How many an instance is linked to, per relationship and direction."""

from collections.abc import Sequence

from msgspec import UNSET, Struct, UnsetType, field

from spice.application.ground.schemas import Schema
from spice.application.queries.linking.state import Asked, State
from spice.application.queries.linking.then import named_by
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.steps import Direction, Step, steps_of
from spice.messages.shapes import Count
from spice.ports.many_instances import Name


class LinksRow(Struct, frozen=True):
    """A relationship from one side: `class` is the other one. `missing`: of the ids named, those that lead nowhere."""

    relationship: str
    direction: Direction
    class_: str = field(name="class")
    count: Count
    inverse: str | UnsetType = UNSET
    missing: Count | UnsetType = UNSET


def links_of(schema: Schema, instance: Instance) -> Sequence[Step]:
    """List the relationships of an instance, and those of others to its class."""
    return steps_of(schema.ontology, (instance.class_id,))


def link_key(step: Step) -> list[str]:
    """Tell where a relationship's side stands among others: by name, those that lead on first."""
    relationship = step.relationship
    return [relationship.name, "in" if not step.outgoing else "", relationship.id]


def links_row(schema: Schema, state: State, instance: Instance, step: Step) -> LinksRow:
    """Count what a relationship leads to."""
    relationship = step.relationship
    inverse = UNSET if relationship.inverse is None else relationship.inverse
    if not step.outgoing:
        found = state.naming(Asked(step=step, ids=frozenset((instance.id,)), limit=1))
        owner = schema.class_name(step.owners[0])
        return LinksRow(relationship.name, "in", owner, found.rest, inverse)
    named = [Name(relationship.target_root, target) for target in named_by(instance, relationship.id)]
    there = sum(of in step.ends for of in state.classes(named).values())
    return LinksRow(relationship.name, "out", relationship.target, there, inverse, len(named) - there)

"""Steps from instances to those that they name, or that name them, by what a relationship is called on either side."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from spice.domain.errors import DomainError, refuse
from spice.domain.hints import did_you_mean
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.compiled.parts import Relationship
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

Direction = Literal["out", "in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A relationship, taken from the side that names or (`outgoing` is not so) from the side that is named."""

    relationship: Relationship
    outgoing: bool
    owners: tuple[str, ...]
    """Stable ids of the classes that have the relationship: the one that declares it first, then those below it."""

    @property
    def starts(self) -> tuple[str, ...]:
        """The classes that it leads from."""
        return self.owners if self.outgoing else self.relationship.target_family

    @property
    def ends(self) -> tuple[str, ...]:
        """The classes that it leads to."""
        return self.relationship.target_family if self.outgoing else self.owners

    @property
    def many(self) -> bool:
        """Whether it may lead to several."""
        return self.relationship.many if self.outgoing else not self.relationship.sole


@lru_cache(maxsize=64)
def all_steps(ontology: Ontology) -> Sequence[Step]:
    """List every relationship from both of its sides."""
    owners: dict[str, list[str]] = {}
    known: dict[str, Relationship] = {}
    # A class stands in the families of all that it inherits from: the longest family declares what they share.
    for shape in sorted(ontology.by_id.values(), key=lambda each: -len(each.family)):
        for id_, relationship in shape.relationships.items():
            owners.setdefault(id_, []).append(shape.id)
            known.setdefault(id_, relationship)
    return [
        Step(relationship=known[id_], outgoing=outgoing, owners=tuple(owners[id_]))
        for id_ in known
        for outgoing in (True, False)
    ]


def steps_of(ontology: Ontology, classes: Collection[str]) -> list[Step]:
    """List the steps that lead from instances of some classes."""
    return [step for step in all_steps(ontology) if not frozenset(classes).isdisjoint(step.starts)]


def find_steps(
    ontology: Ontology, classes: Collection[str], name: str, direction: Direction = "out", *, path: str = ""
) -> list[Step]:
    """Find the steps of a name from instances of some classes, or refuse it as unknown_property with a hint.

    Out: relationships of the name, else those whose inverse it is. In: those of others, else own ones by their inverse.
    """
    name, ahead = spelled(name), steps_of(ontology, classes)
    forward = [step for step in ahead if step.relationship.name == name and step.outgoing == (direction == "out")]
    back = [step for step in ahead if step.relationship.inverse == name and step.outgoing != (direction == "out")]
    if not (found := forward or back):
        raise _unknown(ontology, classes, name, direction, ahead, path)
    return found


def _unknown(
    ontology: Ontology, classes: Collection[str], name: str, direction: Direction, ahead: Sequence[Step], path: str
) -> DomainError:
    shape = ontology.by_id[next(iter(classes))]
    way = "" if direction == "out" else " that comes in"
    said = f"class {shape.name} has no relationship {quoted(name)}{way}"
    return refuse("unknown_property", said, path=path, value=name, hint=_hint(ontology, name, direction, ahead))


def _hint(ontology: Ontology, name: str, direction: Direction, ahead: Sequence[Step]) -> str | None:
    turned = next((step for step in ahead if name in (step.relationship.name, step.relationship.inverse)), None)
    if turned is not None:
        owner = ontology.by_id[turned.owners[0]].name
        where = f"it is {owner}.{turned.relationship.name}, to {turned.relationship.target}"
        return f'{where}: from here its direction is "{"in" if direction == "out" else "out"}"'
    return did_you_mean(name, dict.fromkeys(_names(ahead, direction)))


def _names(ahead: Sequence[Step], direction: Direction) -> Iterator[str]:
    for step in ahead:
        known = step.relationship.name if step.outgoing == (direction == "out") else step.relationship.inverse
        if known is not None:
            yield known

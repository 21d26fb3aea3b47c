"""Stored values as a commit's migrations want them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spice.domain.datatypes.checking import Rejected, named
from spice.domain.datatypes.conversions import converted
from spice.domain.datatypes.parts import read_written, told
from spice.domain.errors import DomainError, Problem
from spice.domain.hints import pointer
from spice.domain.instance.model import Data, Instance, InstanceEvent
from spice.domain.instance_rules import updating
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology

Step = Mapping[str, object]
"""A migration by stable ids: op, class, property, and to or value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateInstance:
    """Bring an instance's values to what a commit asks for. `class_id`: the class it had when it was found."""

    class_id: str
    id: str
    steps: Sequence[Step]


def steps_for(steps: Sequence[Step], class_id: str, ontology: Ontology) -> list[Step]:
    """List the steps that concern instances of a class."""
    return [
        step
        for step in steps
        if (owner := ontology.by_id.get(str(step["class"]))) is not None and class_id in owner.family
    ]


def migrate(instance: Instance, steps: Sequence[Step], ontology: Ontology) -> list[InstanceEvent]:
    """Decide what the steps make of an instance; no event where nothing changes. Raises DomainError with every value
    that cannot be brought there. A step whose property is gone by now does nothing."""
    shape = ontology.by_id.get(instance.class_id)
    if shape is None:
        return []
    migrating = _Migrating(instance.data, shape)
    for step in steps_for(steps, instance.class_id, ontology):
        _STEPS[str(step["op"])](migrating, step)
    if migrating.problems:
        raise DomainError(migrating.problems)
    changed, removed = migrating.difference()
    if problems := shape.check_change(changed, removed):
        raise DomainError(problems)
    return updating(instance, shape, changed, removed)


class _Migrating:
    """Data keyed by stable id on its way."""

    def __init__(self, data: Data, shape: CompiledClass) -> None:
        self._before, self._shape = data, shape
        self._data = dict(data)
        self.problems: list[Problem] = []

    def difference(self) -> tuple[Data, list[str]]:
        """Tell what has changed, and what has gone."""
        before = self._before
        changed = {id_: value for id_, value in self._data.items() if id_ not in before or before[id_] is not value}
        return changed, [id_ for id_ in before if id_ not in self._data]

    def default(self, step: Step) -> None:
        """Fill in where there is no value."""
        id_ = str(step["property"])
        if id_ in self._shape.names and id_ not in self._data:
            self._read(id_, id_, step["value"])

    def convert(self, step: Step) -> None:
        """Read a value as its property reads it today."""
        id_ = str(step["property"])
        if id_ in self._data and id_ in self._shape.names:
            self._read(id_, id_, _called(told(self._data[id_], self._shape.inside.get(id_)), step.get("members")))

    def drop(self, step: Step) -> None:
        """Take a value away."""
        id_ = str(step["property"])
        if id_ not in self._shape.required:
            self._data.pop(id_, None)

    def move(self, step: Step) -> None:
        """Give a value to another property, unless that has one."""
        source, target = str(step["property"]), str(step["to"])
        if source not in self._data or source in self._shape.required:
            return
        if target not in self._shape.names:
            said = f"class {self._shape.name} has no property for it"
            self.problems.append(Problem(code="unknown_property", message=said, path="/data"))
        elif target in self._data:
            name = self._shape.names[target]
            said = f"{name} has a value already"
            self.problems.append(Problem(code="constraint_violated", message=said, path=pointer("/data", name)))
        else:
            self._read(target, source, told(self._data[source], read_written(step.get("inside"))))

    def _read(self, id_: str, source: str, value: object) -> None:
        """Put a value where it is to be, or note why it cannot be there."""
        name = self._shape.names[id_]
        try:
            read = converted(value, self._shape.checks[id_])
        except Rejected as rejected:
            self.problems += named(rejected, name, "/data")
            return
        if source != id_:
            del self._data[source]
        if self._data.get(id_) != read or type(self._data.get(id_)) is not type(read):
            self._data[id_] = read


def _called(value: object, members: object) -> object:
    """Tell members of an ENUM by what they are called now."""
    if not isinstance(members, Mapping):
        return value
    if isinstance(value, list):
        return [_called(item, members) for item in value]
    return members.get(value, value) if isinstance(value, str) else value


_STEPS = {
    "default": _Migrating.default,
    "convert": _Migrating.convert,
    "drop": _Migrating.drop,
    "move": _Migrating.move,
}

"""References between instances: targets that must exist, targets that one alone names, referrers that forbid an end."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from spice.domain.bounds import PROBLEMS
from spice.domain.errors import Problem
from spice.domain.hints import pointer
from spice.domain.instance.model import DeleteInstance, ForgetTarget, Instance, PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.parts import Relationship
from spice.domain.wording import quoted

SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An instance as a relationship of another names it, and where in the data."""

    relationship: Relationship
    target: str
    path: str


def strict_references(shape: CompiledClass, data: Mapping[str, object]) -> Sequence[Reference]:
    """List what data (by stable id) names by relationships that refuse a missing target."""
    return [*_named(shape.strict_relationships.values(), data)] if shape.strict_relationships else ()


def sole_references(shape: CompiledClass, data: Mapping[str, object]) -> Sequence[Reference]:
    """List what data names by relationships whose targets may be named once."""
    return [*_named(sole, data)] if (sole := sole_of(shape)) else ()


@lru_cache(maxsize=1024)
def sole_of(shape: CompiledClass) -> tuple[Relationship, ...]:
    """List a class's relationships whose targets may be named once."""
    return tuple(each for each in shape.relationships.values() if each.sole)


def missing_targets(named: Iterable[Reference], exists: Callable[[Relationship, str], bool]) -> list[Problem]:
    """List those that are not there, or are of another class; the first thousand."""
    return list(islice((_missing(each) for each in named if not exists(each.relationship, each.target)), PROBLEMS))


def taken(named: Reference, shape: CompiledClass, holder: str) -> Problem:
    """Make the problem of a target that another instance names already, though it may be named once."""
    relationship = named.relationship
    said = f"{relationship.target} {quoted(named.target)} is named by {shape.name} {quoted(holder)} already"
    rule = f"{relationship.name} is {relationship.cardinality}"
    return Problem(code="constraint_violated", message=f"{said}: {rule}", path=named.path, value=named.target)


def refusing_referrers(
    gone: Instance, root_id: str, referrers: Iterable[tuple[CompiledClass, Instance]]
) -> list[Problem]:
    """List up to five instances that forbid the end of one they name: by on_delete, or because they may neither let go
    of it nor name what is missing."""
    problems: list[Problem] = []
    for shape, referrer in referrers:
        for relationship in _naming(shape, referrer, root_id, gone.id, gone.class_id):
            if _forbids(relationship, shape, referrer, gone.id):
                message = f"{shape.name} {quoted(referrer.id)} still names it as {relationship.name}"
                who = {"class": shape.name, "id": referrer.id, "relationship": relationship.name}
                problems.append(Problem(code="referenced", message=message, value=who))
        if len(problems) >= SHOWN:
            break
    return problems[:SHOWN]


def forgetting(
    referrer: Instance, command: ForgetTarget, shape: CompiledClass
) -> DeleteInstance | PatchInstance | None:
    """Say what a referrer has to do when its target is gone: end (cascade), let go (detach), or nothing.

    What it may not let go of, because it is required or of the key, it goes on to name.
    """
    naming = [*_naming(shape, referrer, command.target_root, command.target, command.target_class)]
    if any(each.on_delete == "cascade" for each in naming):
        return DeleteInstance(class_id=shape.id, id=referrer.id)
    let_go = {
        each.id: _without(referrer.data[each.id], command.target) for each in naming if each.on_delete == "detach"
    }
    patch = {rel: let_go[rel] for rel in sorted(let_go) if let_go[rel] is not None or not _demands(shape, rel)}
    return PatchInstance(class_id=shape.id, id=referrer.id, patch=patch) if patch else None


def _named(relationships: Iterable[Relationship], data: Mapping[str, object]) -> Iterator[Reference]:
    for each in relationships:
        value, path = data.get(each.id), pointer("/data", each.name)
        if isinstance(value, str):
            yield Reference(relationship=each, target=value, path=path)
        elif isinstance(value, list):
            for number, target in enumerate(value):
                yield Reference(relationship=each, target=target, path=pointer(path, number))


def _missing(named: Reference) -> Problem:
    relationship, target = named.relationship, named.target
    said = f"{relationship.name} names {relationship.target} {quoted(target)}, which does not exist"
    return Problem(code="unknown_target", message=said, path=named.path, value=target)


def _naming(
    shape: CompiledClass, referrer: Instance, root_id: str, target: str, class_id: str | None
) -> Iterator[Relationship]:
    """Walk the relationships by which an instance names another. `class_id`: of the other; None: any of its root."""
    for each in shape.relationships.values():
        value = referrer.data.get(each.id)
        fits = each.target_root == root_id and (class_id is None or class_id in each.target_family)
        if fits and (value == target or (isinstance(value, list) and target in value)):
            yield each


def _forbids(relationship: Relationship, shape: CompiledClass, referrer: Instance, target: str) -> bool:
    if relationship.on_delete == "detach" and relationship.on_missing == "refuse":
        return _demands(shape, relationship.id) and _without(referrer.data[relationship.id], target) is None
    return relationship.on_delete == "refuse"


def _demands(shape: CompiledClass, id_: str) -> bool:
    """Tell whether an instance must name another by a relationship: it is required, or of the key."""
    return id_ in shape.required or id_ in shape.key_ids


def _without(value: object, target: str) -> object:
    return [item for item in value if item != target] or None if isinstance(value, list) else None

"""References between instances: targets that must exist, referrers that forbid a delete."""

from collections.abc import Callable, Iterable, Mapping

from spice.domain.errors import Problem
from spice.domain.instance.model import DeleteInstance, ForgetTarget, Instance, PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.wording import quoted

SHOWN = 5


def missing_targets(
    shape: CompiledClass, data: Mapping[str, object], exists: Callable[[str, str], bool]
) -> list[Problem]:
    """List targets that are not there, of relationships that refuse a missing one. `exists` takes (root id, id)."""
    strict = shape.strict_relationships
    if not strict:
        return []
    return [
        Problem(
            code="unknown_target",
            message=f"{strict[rel].name} names {quoted(target)}, which does not exist",
            path=f"/data/{strict[rel].name}",
            value=target,
        )
        for rel, root, target in shape.references(data)
        if rel in strict and not exists(root, target)
    ]


def refusing_referrers(
    root_id: str, identity: str, referrers: Iterable[tuple[CompiledClass, Instance]]
) -> list[Problem]:
    """List up to five instances that name (root class, id) by a relationship whose on_delete is refuse."""
    problems = []
    for shape, referrer in referrers:
        policies = {rel.id: rel for rel in shape.relationships.values()}
        for rel, root, named in shape.references(referrer.data):
            if (root, named) == (root_id, identity) and policies[rel].on_delete == "refuse":
                message = f"{shape.name} {quoted(referrer.id)} still names it as {policies[rel].name}"
                problems.append(Problem(code="referenced", message=message))
        if len(problems) >= SHOWN:
            break
    return problems[:SHOWN]


def forgetting(
    referrer: Instance, command: ForgetTarget, shape: CompiledClass
) -> DeleteInstance | PatchInstance | None:
    """Say what a referrer has to do when its target is gone: end (cascade), let go (detach), or nothing."""
    policies = {rel.id: rel.on_delete for rel in shape.relationships.values()}
    gone = (command.target_root, command.target)
    named = {rel for rel, root, target in shape.references(referrer.data) if (root, target) == gone}
    if any(policies[rel] == "cascade" for rel in named):
        return DeleteInstance(class_id=shape.id, id=referrer.id)
    detached = sorted(rel for rel in named if policies[rel] == "detach")
    patch = {rel: _without(referrer.data[rel], command.target) for rel in detached}
    return PatchInstance(class_id=shape.id, id=referrer.id, patch=patch) if patch else None


def _without(value: object, target: str) -> object:
    return [item for item in value if item != target] or None if isinstance(value, list) else None

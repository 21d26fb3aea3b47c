"""A change that passes because there are no instances: shards hold to it before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.instance.model import InstanceCreated, InstanceDeleted, InstanceEvent, InstanceUpdated
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareChange:
    """Hold to what a change is going to ask for, beside what holds, until the ontology's shard has moved on.

    Key: one of the shard's. `change`: the command that is going to be decided behind `sequence` of `shard`; `base`: the
    commit that it changes; `classes`: the documents that it makes (None: gone). Where those are long they are not in
    here: `pack` names what holds them, in `length` bytes.
    """

    change: UUID
    shard: str
    sequence: int
    base: str
    classes: Mapping[str, dict[str, object] | None]
    pack: str | None = None
    length: int = 0


def check_prepared(event: InstanceEvent, shape: CompiledClass, coming: Sequence[Ontology]) -> None:
    """Refuse an event that what is coming would not allow."""
    if isinstance(event, InstanceDeleted):
        return
    for ontology in coming:
        becoming = ontology.by_id.get(event.class_id)
        if becoming is None or _moved(shape, becoming) or (becoming.abstract and isinstance(event, InstanceCreated)):
            said = f"class {shape.name} is about to end, or to be filed otherwise"
            raise refuse("unknown_class", said, path="/class", hint="try again in a moment")
        if problems := _problems(event, becoming):
            raise DomainError(problems)


def _moved(shape: CompiledClass, becoming: CompiledClass) -> bool:
    return (shape.root_id, shape.key_ids) != (becoming.root_id, becoming.key_ids)


def _problems(event: InstanceCreated | InstanceUpdated, becoming: CompiledClass) -> list[Problem]:
    if isinstance(event, InstanceCreated):
        return becoming.check_again(event.data)
    return becoming.check_change(event.set, event.unset)

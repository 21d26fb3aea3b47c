"""What else a delete does: who names what ends lets go of it or ends too, and so on."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from spice.application.ground.rehearsed import Consequence
from spice.domain.identity import aggregate_id, stream_key
from spice.domain.instance.model import DeleteInstance, ForgetTarget, Instance
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.references import forgetting
from spice.ports.instance_scan import Referrer

SHOWN = 100
"""More are not looked for: each may be named by others in turn."""

Referrers = Callable[[Sequence[UUID]], Iterator[Referrer]]


def consequences(
    referrers: Referrers, ontology: Ontology, database: UUID, root_id: str, ends: Instance
) -> tuple[Sequence[Consequence], bool]:
    """List the instances that would end or let go, nearest first, and tell whether there are more."""
    found: dict[tuple[str, str], Consequence] = {}
    ended, ending = {(root_id, ends.id)}, deque([(root_id, ends.id, ends.class_id)])
    while ending:
        root, gone, of = ending.popleft()
        for each in referrers([stream_key(aggregate_id(database, root, gone))]):
            shape = ontology.by_id.get(each.instance.class_id)
            if shape is None or (who := (shape.root_id, each.instance.id)) in ended:
                continue
            forget = ForgetTarget(class_id=shape.id, id=who[1], target_root=root, target=gone, target_class=of)
            does = forgetting(each.instance, forget, shape)
            if does is None:
                continue
            if len(found) == SHOWN and who not in found:
                return [*found.values()], True
            if isinstance(does, DeleteInstance):
                ended.add(who)
                ending.append((*who, shape.id))
            found[who] = Consequence(shape.name, who[1], "deleted" if who in ended else "updated")
    return [*found.values()], False

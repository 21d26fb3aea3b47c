"""What undoes a batch's part in one instance's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from spice.domain.errors import refuse
from spice.domain.instance.model import DeleteInstance, Instance, RestoreInstance
from spice.domain.wording import quoted
from spice.messages.event import Event
from spice.messages.history import beneath, fold
from spice.ports.many_instances import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """An instance as it is to be again: `before` is None where it was not there. `version`: what the batch left."""

    name: Name
    line: int
    class_id: str
    version: int
    before: Instance | None

    @property
    def payload(self) -> DeleteInstance | RestoreInstance:
        """The command that does it."""
        before = self.before
        if before is None:
            return DeleteInstance(class_id=self.class_id, id=self.name.id)
        return RestoreInstance(class_id=before.class_id, id=self.name.id, data=before.data, from_version=before.version)


def undone(events: Sequence[Event], batch: UUID, name: Name, line: int) -> Undone | None:
    """Find what an instance was before a batch; None: it is that already. Refuses one that changed since."""
    mine = [event.version for event in events if event.batch == batch]
    if not mine:
        return None
    last = events[-1]
    if mine != list(range(mine[0], last.version + 1)):
        said = f"{quoted(name.id)} changed since: it is at version {last.version}, the batch left version {mine[-1]}"
        where = {"class": last.class_id, "id": name.id, "version": last.version}
        raise refuse("version_conflict", said, value=where)
    first = next(event for event in events if event.version == mine[0])
    before = beneath(fold([event for event in events if event.version < mine[0]]), first)
    if before is not None and before.deleted:
        before = None
    now = fold(events)
    if now is None or (now.deleted and before is None):
        return None
    return Undone(name=name, line=line, class_id=now.class_id, version=last.version, before=before)

"""Instances as they were at a time: those that did not change since are as they are, the others are folded."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from spice.application.ground.schemas import Schema
from spice.application.queries.linking.state import Asked, Naming, Present
from spice.domain.bounds import HISTORIES
from spice.domain.errors import refuse
from spice.domain.instance.model import Instance
from spice.messages.history import fold
from spice.ports.directory import Database
from spice.ports.instance_reader import InstanceReader
from spice.ports.many_instances import Name
from spice.ports.search_filter import Condition
from spice.ports.search_index import SearchIndex


class Then:
    """Instances at a moment, inclusive; what is dropped since is gone here too."""

    def __init__(
        self, reader: InstanceReader, index: SearchIndex, database: Database, schema: Schema, moment: datetime
    ) -> None:
        self._reader, self._database, self._schema, self._moment = reader, database, schema, moment
        self._now = Present(reader, index, database, schema)
        self._kept: dict[Name, Instance | None] = {}
        self._since: dict[str, Sequence[Name]] = {}
        """Those of a hierarchy that changed since, by its root."""
        self._read = 0

    def classes(self, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that were there."""
        return {name: each.class_id for name, each in self.at(names).items()}

    def at(self, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read those that were there."""
        unknown = [name for name in names if name not in self._kept]
        for name, each in self._reader.instances(self._database.uuid, unknown).items():
            if each.updated_at <= self._moment:
                self._kept[name] = each
        for name in unknown:
            if name not in self._kept:
                self._kept[name] = self._folded(name)
        known = self._schema.ontology.by_id
        found = ((name, self._kept[name]) for name in names)
        return {name: each for name, each in found if each is not None and each.class_id in known}

    def naming(self, asked: Asked) -> Naming:
        """List who named some instances."""
        unchanged = Condition(field="_updated_at", kind="time", op="lte", value=self._moment)
        still = self._now.naming(asked, unchanged)
        named = sorted(name for name in self._changed(asked) if asked.after is None or name.id > asked.after)
        both = sorted({*still.names, *named}, key=lambda name: name.id)
        return Naming(names=both[: asked.limit], rest=still.rest + len(named))

    def _changed(self, asked: Asked) -> list[Name]:
        """List those that changed since and named one then."""
        step = asked.step
        root = self._schema.ontology.by_id[step.owners[0]].root_id
        if root not in self._since:
            hierarchy = [shape.id for shape in self._schema.ontology.by_id.values() if shape.root_id == root]
            # Some may be known already: of all that changed one more than may be read is refused in `at`.
            changed = self._reader.changed_since(self._database.uuid, hierarchy, self._moment, limit=HISTORIES + 1)
            self._since[root] = [Name(root_id, each.id) for root_id, each in changed]
        found = self.at(self._since[root])
        return [
            name
            for name, each in found.items()
            if each.class_id in step.owners
            and name.id not in asked.without
            and not asked.ids.isdisjoint(named_by(each, step.relationship.id))
        ]

    def _folded(self, name: Name) -> Instance | None:
        self._read += 1
        if self._read > HISTORIES:
            said = f"at: more than {HISTORIES} instances on the way changed since then"
            raise refuse("invalid_parameter", said, value=str(self._moment), hint="ask for a later time, or fewer hops")
        events = self._reader.events(self._database.uuid, *name)
        found = fold([event for event in events if event.at <= self._moment])
        return None if found is None or found.deleted else found


def named_by(instance: Instance, relationship: str) -> frozenset[str]:
    """Tell the ids that an instance names by a relationship."""
    value = instance.data.get(relationship)
    if isinstance(value, str):
        return frozenset((value,))
    return frozenset(each for each in value if isinstance(each, str)) if isinstance(value, list) else frozenset()

"""The instances of a database as links are followed: what an id stands for, and what names it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from spice.application.ground.schemas import Schema
from spice.application.ground.unsealing import Ring
from spice.application.queries.finding.scope import living_of
from spice.domain.bounds import FRONTIER
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.steps import Step
from spice.ports.directory import Database
from spice.ports.many_instances import ManyInstances, Name
from spice.ports.search_filter import And, Condition, Filter, Not
from spice.ports.search_index import Query, SearchIndex, SortKey

BY_ID = (SortKey(field="_id", kind="keyword"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Instances that may name others, in the order of their ids, and how many there are behind a place."""

    names: Sequence[Name]
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked for: what names one of some ids by a step, behind an id, less some."""

    step: Step
    ids: frozenset[str]
    without: frozenset[str] = frozenset()
    after: str | None = None
    limit: int = FRONTIER


class State(Protocol):
    """Instances as they are, or as they were."""

    def classes(self, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that are there."""
        ...

    def at(self, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read those that are there."""
        ...

    def naming(self, asked: Asked) -> Naming:
        """List who names some instances."""
        ...


class OpenedState:
    """A state whose personal values are opened for one answer."""

    def __init__(self, state: State, schema: Schema, ring: Ring) -> None:
        self._state, self._schema, self._ring = state, schema, ring

    def classes(self, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that are there."""
        return self._state.classes(names)

    def at(self, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read those that are there."""
        found = self._state.at(names)
        return dict(zip(found, self._ring.opened(self._schema, list(found.values())), strict=True))

    def naming(self, asked: Asked) -> Naming:
        """List who names some instances."""
        return self._state.naming(asked)


class Present:
    """Instances as they are: read from the index; who names them is found by search, as lists are."""

    def __init__(self, reader: ManyInstances, index: SearchIndex, database: Database, schema: Schema) -> None:
        self._reader, self._index, self._database, self._schema = reader, index, database, schema

    def classes(self, names: Collection[Name]) -> Mapping[Name, str]:
        """Tell the class of those that are there."""
        known = self._schema.ontology.by_id
        found = self._reader.classes(self._database.uuid, names)
        return {name: class_id for name, class_id in found.items() if class_id in known}

    def at(self, names: Collection[Name]) -> Mapping[Name, Instance]:
        """Read those that are there."""
        known = self._schema.ontology.by_id
        found = self._reader.instances(self._database.uuid, names)
        return {name: each for name, each in found.items() if each.class_id in known}

    def naming(self, asked: Asked, unchanged: Filter | None = None) -> Naming:
        """List who names some instances. `unchanged`: what must hold of them besides."""
        step, conditions = asked.step, list[Filter]()
        field = step.relationship.id
        conditions.append(Condition(field=field, kind="keyword", op="in", value=sorted(asked.ids)))
        if asked.without:
            known = Condition(field="_id", kind="keyword", op="in", value=sorted(asked.without))
            conditions.append(Not(part=known))
        if asked.after is not None:
            conditions.append(Condition(field="_id", kind="keyword", op="gt", value=asked.after))
        conditions += [] if unchanged is None else [unchanged]
        found = self._index.search(
            Query(
                database=self._database.uuid,
                classes=step.owners,
                living=living_of(self._schema),
                filter=And(parts=conditions),
                sort=BY_ID,
                limit=asked.limit,
            )
        )
        root = self._schema.ontology.by_id[step.owners[0]].root_id
        return Naming(names=[Name(root, hit.id) for hit in found.hits], rest=found.total)

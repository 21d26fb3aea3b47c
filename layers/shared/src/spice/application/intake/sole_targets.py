"""Targets that may be named once, when lines of one request name them: shards decide lines apart from each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from spice.application.ground.reference_streams import sole_stream
from spice.domain.errors import Problem
from spice.domain.identity import aggregate_id
from spice.domain.instance.model import PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.references import Reference, sole_references, taken
from spice.messages.command import Command


class _Holder(NamedTuple):
    key: str
    shape: CompiledClass


class SoleTargets:
    """Remembers which line names what, so that a later one of another instance is refused."""

    def __init__(self, database: UUID) -> None:
        self._database = database
        self._holders: dict[UUID, _Holder] = {}
        self._held: dict[str, dict[str, set[UUID]]] = defaultdict(dict)
        """By aggregate and relationship."""

    def taken(self, key: str, named: Sequence[Reference]) -> list[Problem]:
        """List what an aggregate names that a line before gave to another one."""
        problems = []
        for each in named:
            holder = self._holders.get(sole_stream(self._database, each))
            if holder is not None and holder.key != key:
                identity = holder.key.removeprefix(aggregate_id(self._database, holder.shape.root_id, ""))
                problems.append(taken(each, holder.shape, identity))
        return problems

    def follow(self, command: Command, shape: CompiledClass, data: Mapping[str, object]) -> None:
        """Take in a line: what it names it holds from now on, and what it says no more of is free again."""
        held = self._held[command.key]
        for id_ in [each for each in held if command.type != PatchInstance.__name__ or each in data]:
            for stream in held.pop(id_):
                self._holders.pop(stream, None)
        for each in sole_references(shape, data):
            stream = sole_stream(self._database, each)
            held.setdefault(each.relationship.id, set()).add(stream)
            self._holders[stream] = _Holder(command.key, shape)

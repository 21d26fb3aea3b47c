"""References as a batch sees them: the index, and what earlier commands of the batch changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from uuid import UUID

from spice.application.ground.reference_streams import sole_stream, target_stream
from spice.domain.errors import DomainError, Problem
from spice.domain.identity import NIL, aggregate_id, cached_stream_key, derived_id
from spice.domain.instance.model import DeleteInstance, ForgetTarget, Instance, PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.ontology.compiled.parts import Relationship
from spice.domain.references import (
    Reference,
    forgetting,
    missing_targets,
    refusing_referrers,
    sole_references,
    strict_references,
    taken,
)
from spice.messages.command import Command
from spice.ports.instance_scan import Referrer
from spice.ports.write_model import Look

Current = Callable[[UUID], Instance | None]
"""Reads an instance as the batch left it."""
Lookup = Callable[[Sequence[UUID]], Mapping[UUID, Instance]]
"""Reads instances that the snapshot does not hold."""
Referrers = Callable[[Sequence[UUID]], Iterator[Referrer]]
"""Walks what names a target, where the snapshot holds only the first."""


class InstanceReferences:
    """Targets that must exist or may be named once, referrers that forbid a delete."""

    def __init__(
        self,
        snapshot: Look,
        shapes: Mapping[UUID, Ontology],
        current: Current,
        lookup: Lookup,
        referrers: Referrers,
    ) -> None:
        self._snapshot, self._shapes, self._current = snapshot, shapes, current
        self._lookup, self._referrers = lookup, referrers
        self._seen: dict[UUID, str | None] = {}
        """The class of every target that was looked up; None: it is not there."""
        self._named: dict[UUID, set[UUID]] = {}
        """Who of this batch came to name a target that may be named once."""
        self._decided: set[UUID] = set()
        self._written: list[tuple[UUID, CompiledClass, UUID, Instance]] = []
        self._naming_now: dict[UUID, dict[UUID, CompiledClass]] = {}
        """Who of this batch names a target, as far as `_written` was read."""

    def decided(self, command: Command) -> None:
        """Remember that a command of this batch was decided: from now on nobody waits for what it brings."""
        self._decided.add(command.id)

    def wrote(self, command: Command, shape: CompiledClass, stream: UUID, after: Instance) -> None:
        """Remember what a command of this batch left: the index does not have yet whom that names."""
        if shape.relationships and not after.deleted:
            self._written.append((command.database or NIL, shape, stream, after))

    def check_targets(self, command: Command, shape: CompiledClass, own: str, data: Mapping[str, object]) -> None:
        """Refuse data of instance `own` that names a target which must exist and does not, or may be named once."""
        named, sole = strict_references(shape, data), sole_references(shape, data)
        if not named and not sole:
            return
        self._look_up(target_stream(command.database, each) for each in named)
        itself = cached_stream_key(command.key)

        def exists(relationship: Relationship, target: str) -> bool:
            if (relationship.target_root, target) == (shape.root_id, own):
                return shape.id in relationship.target_family
            return self._exists(command, relationship, target)

        problems = missing_targets(named, exists)
        problems += self._taken(command, itself, sole)
        if problems:
            raise DomainError(problems)

    def check_referrers(self, command: Command, shape: CompiledClass, instance: Instance) -> None:
        """Refuse the end of what others name by a relationship that forbids it; not of who ends with it."""
        stream = cached_stream_key(command.key)
        staying = (
            (of, each)
            for of, each in self._all_naming(stream)
            if not command.promised
            or not self._promised(command, cached_stream_key(f"{command.database}:{of.root_id}:{each.id}"))
        )
        if problems := refusing_referrers(instance, shape.root_id, staying):
            raise DomainError(problems)

    def consequence(
        self, command: Command, forget: ForgetTarget, referrer: Instance | None, shape: CompiledClass
    ) -> DeleteInstance | PatchInstance | None:
        """What a referrer does today: it may name another one by now, or the target may be there again."""
        if referrer is None or referrer.deleted:
            return None
        target = cached_stream_key(aggregate_id(command.database or NIL, forget.target_root, forget.target))
        self._look_up([target])
        return None if self._class(command, target) is not None else forgetting(referrer, forget, shape)

    def _exists(self, command: Command, relationship: Relationship, target: str) -> bool:
        stream = cached_stream_key(aggregate_id(command.database or NIL, relationship.target_root, target))
        found = self._class(command, stream)
        return self._promised(command, stream) if found is None else found in relationship.target_family

    def _promised(self, command: Command, stream: UUID) -> bool:
        """Whether another line of the same request brings or ends it: lines of other shards may not be decided yet."""
        if command.batch is None or (line := (command.promised or {}).get(stream)) is None:
            return False
        brings = derived_id(command.batch, str(line))
        return brings not in self._decided and brings not in self._snapshot.processed

    def _class(self, command: Command, stream: UUID) -> str | None:
        """The class of a living instance as the batch left it."""
        held, ontology = self._current(stream), self._shapes.get(command.database or NIL)
        found = self._seen.get(stream) if held is None else None if held.deleted else held.class_id
        return found if ontology is None or found in ontology.by_id else None

    def _look_up(self, streams: Iterable[UUID]) -> None:
        if unknown := [
            each for each in dict.fromkeys(streams) if each not in self._seen and self._current(each) is None
        ]:
            found = self._lookup(unknown)
            self._seen |= {each: _class_of(found.get(each)) for each in unknown}

    def _taken(self, command: Command, own: UUID, named: Sequence[Reference]) -> list[Problem]:
        """List targets that may be named once and are named by another; the others are this one's from now on."""
        holding = {sole_stream(command.database, each): each for each in named}
        found = list(self._referrers(list(holding))) if holding else []
        problems = []
        for stream, reference in holding.items():
            known = {self._stream_of(each): each.instance for each in found if each.target == stream}
            for shape, holder, identity in self._holders(command, reference, stream, known):
                if holder != own:
                    problems.append(taken(reference, shape, identity))
                    break
        if not problems:
            for stream in holding:
                self._named.setdefault(stream, set()).add(own)
        return problems

    def _holders(
        self, command: Command, named: Reference, stream: UUID, known: Mapping[UUID, Instance]
    ) -> Iterator[tuple[CompiledClass, UUID, str]]:
        ontology = self._shapes.get(command.database or NIL)
        for holder in (*known, *self._named.get(stream, ())):
            instance = self._current(holder) or known.get(holder)
            shape = ontology.by_id.get(instance.class_id) if ontology and instance else None
            if instance is not None and shape is not None and not instance.deleted:
                value = instance.data.get(named.relationship.id)
                if value == named.target or (isinstance(value, list) and named.target in value):
                    yield shape, holder, instance.id

    def _stream_of(self, referrer: Referrer) -> UUID:
        ontology = self._shapes.get(referrer.database)
        shape = ontology.by_id.get(referrer.instance.class_id) if ontology else None
        root = referrer.instance.class_id if shape is None else shape.root_id
        return cached_stream_key(aggregate_id(referrer.database, root, referrer.instance.id))

    def _all_naming(self, target: UUID) -> Iterator[tuple[CompiledClass, Instance]]:
        told = set[tuple[str, str]]()
        for shape, instance in chain(self._naming(target), self._came_to_name(target)):
            if (who := (shape.root_id, instance.id)) not in told:
                told.add(who)
                yield shape, instance

    def _naming(self, target: UUID) -> Iterator[tuple[CompiledClass, Instance]]:
        """Walk the live instances that name a target; itself does not count."""
        known = (referrer for referrer in self._snapshot.referrers if referrer.target == target)
        for referrer in self._referrers([target]) if self._snapshot.more_referrers else known:
            ontology = self._shapes.get(referrer.database)
            shape = ontology.by_id.get(referrer.instance.class_id) if ontology else None
            if shape is not None:
                stream = self._stream_of(referrer)
                instance = self._current(stream) or referrer.instance
                if not instance.deleted and stream != target:
                    yield shape, instance

    def _came_to_name(self, target: UUID) -> Iterator[tuple[CompiledClass, Instance]]:
        """Walk those that name a target since this batch."""
        while self._written:
            database, shape, stream, after = self._written.pop()
            for _, root, named in shape.references(after.data):
                key = cached_stream_key(aggregate_id(database, root, named))
                self._naming_now.setdefault(key, {})[stream] = shape
        for stream, shape in self._naming_now.get(target, {}).items():
            instance = self._current(stream)
            if instance is not None and not instance.deleted and stream != target:
                yield shape, instance


def _class_of(instance: Instance | None) -> str | None:
    return None if instance is None or instance.deleted else instance.class_id

"""References as a batch sees them: the index, and what earlier commands of the batch changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from spice.domain.errors import DomainError
from spice.domain.identity import aggregate_id, cached_stream_key
from spice.domain.instance.model import DeleteInstance, ForgetTarget, Instance, PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.references import forgetting, missing_targets, refusing_referrers
from spice.messages.command import Command
from spice.ports.instance_scan import Referrer
from spice.ports.write_model import Look

Lookup = Callable[[UUID], Instance | None]
"""Reads a target that the snapshot does not hold."""
Referrers = Callable[[Sequence[UUID]], Iterator[Referrer]]
"""Walks what names a target, where the snapshot holds only the first."""


class InstanceReferences:
    """Targets that must exist, referrers that forbid a delete; `current` reads an instance as the batch left it."""

    def __init__(
        self, snapshot: Look, shapes: Mapping[UUID, Ontology], current: Lookup, lookup: Lookup, referrers: Referrers
    ) -> None:
        self._snapshot, self._shapes, self._current = snapshot, shapes, current
        self._lookup, self._referrers = lookup, referrers

    def check_targets(self, command: Command, shape: CompiledClass, data: Mapping[str, object]) -> None:
        """Refuse data that names a target which must exist and does not."""
        if problems := missing_targets(shape, data, lambda root, target: self._exists(command, root, target)):
            raise DomainError(problems)

    def check_referrers(self, stream: UUID, shape: CompiledClass, instance: Instance) -> None:
        """Refuse the end of what others name by a relationship that forbids it."""
        if problems := refusing_referrers(shape.root_id, instance.id, self._naming(stream)):
            raise DomainError(problems)

    def consequence(
        self, command: Command, forget: ForgetTarget, referrer: Instance | None, shape: CompiledClass
    ) -> DeleteInstance | PatchInstance | None:
        """What a referrer does today: it may name another one by now, or the target may be there again."""
        if referrer is None or referrer.deleted or self._exists(command, forget.target_root, forget.target):
            return None
        return forgetting(referrer, forget, shape)

    def _exists(self, command: Command, root: str, target: str) -> bool:
        if command.database is None:
            return False
        stream = cached_stream_key(aggregate_id(command.database, root, target))
        found = self._current(stream) or self._lookup(stream)
        ontology = self._shapes.get(command.database)
        living = found if ontology is None else ontology.living(found)
        return living is not None and not living.deleted

    def _naming(self, target: UUID) -> Iterator[tuple[CompiledClass, Instance]]:
        """Walk the live instances that name a target; itself does not count."""
        known = (referrer for referrer in self._snapshot.referrers if referrer.target == target)
        for referrer in self._referrers([target]) if self._snapshot.more_referrers else known:
            ontology = self._shapes.get(referrer.database)
            shape = ontology.by_id.get(referrer.instance.class_id) if ontology else None
            if shape is not None:
                stream = cached_stream_key(aggregate_id(referrer.database, shape.root_id, referrer.instance.id))
                instance = self._current(stream) or referrer.instance
                if not instance.deleted and stream != target:
                    yield shape, instance

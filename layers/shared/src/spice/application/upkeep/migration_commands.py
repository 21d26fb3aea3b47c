"""What a commit's migrations ask of instances, as commands whose ids say what was done already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

import msgspec

from spice.domain.errors import DomainError
from spice.domain.identity import aggregate_id, derived_id
from spice.domain.instance.model import Instance
from spice.domain.instance_migration import MigrateInstance, Step, migrate, steps_for
from spice.domain.ontology.compiled.ontology import Ontology
from spice.domain.shards import key_in
from spice.messages.codec import encode
from spice.messages.command import Command
from spice.ports.directory import Database
from spice.ports.generations import ShardMap
from spice.ports.ontology_repository import Commit

_FENCE = "fence"
"""Stands for the class of what no instance is."""
_END = "end"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A commit's migrations, and the database as it is today."""

    database: Database
    commit: Commit
    ontology: Ontology
    now: Callable[[], datetime]

    @cached_property
    def steps(self) -> list[Step]:
        """The steps that values go through; a class that ends takes its values along by itself."""
        return [step["meant"] | {"op": step["op"]} for step in self.commit.migrations if "property" in step["meant"]]

    @property
    def classes(self) -> list[str]:
        """The classes whose instances are concerned."""
        owners = [self.ontology.by_id.get(str(step["class"])) for step in self.steps]
        return sorted({id_ for owner in owners if owner is not None for id_ in owner.family})

    def command(self, root: str, instance: Instance) -> Command | None:
        """Make the command of an instance; None where no step concerns it."""
        steps = steps_for(self.steps, instance.class_id, self.ontology)
        if instance.deleted or not steps:
            return None
        payload = MigrateInstance(class_id=instance.class_id, id=instance.id, steps=steps)
        return self._command(f"{root}/{instance.id}", aggregate_id(self.database.uuid, root, instance.id), payload)

    def wants(self, instance: Instance) -> bool:
        """Tell whether the worker has something to do with an instance, or to refuse."""
        try:
            return bool(migrate(instance, self.steps, self.ontology))
        except DomainError:
            return True

    def fences(self, used: ShardMap) -> Sequence[Command]:
        """Make a command for each shard. Once it has its outcome there, whatever was decided by the ontology before the
        commit is in the index, and whatever comes is decided by the commit's."""
        return [self._fence(number, used.partitions) for number in range(used.partitions)]

    def _fence(self, number: int, partitions: int) -> Command:
        key = key_in(number, partitions, f"{self.database.uuid}:{_FENCE}")
        nothing = MigrateInstance(class_id=_FENCE, id=str(number), steps=())
        return self._command(f"{_FENCE}/{partitions}/{number}", key, nothing)

    def _command(self, name: str, key: str, payload: MigrateInstance) -> Command:
        told = f": {self.commit.message}" if self.commit.message else ""
        return Command(
            id=self.command_id(name),
            type=MigrateInstance.__name__,
            key=key,
            actor=self.commit.author,
            submitted_at=self.now(),
            payload=msgspec.Raw(encode(payload)),
            database=self.database.uuid,
            ontology_commit=self.commit.id,
            reason=f"migration of commit {self.commit.id}{told}",
        )

    @property
    def end(self) -> Command:
        """The command whose outcome says, in the log, that the migration has come to its end."""
        nothing = MigrateInstance(class_id=_FENCE, id=_END, steps=())
        return self._command(f"{_FENCE}/{_END}", f"{self.database.uuid}:{_FENCE}", nothing)

    def command_id(self, name: str) -> UUID:
        """Name the command of an instance, or of a fence, once and for all."""
        return derived_id(self.commit.command_id, f"migrate/{name}")

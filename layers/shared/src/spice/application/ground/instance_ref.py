"""An instance, as a path names it."""

from dataclasses import dataclass

from spice.application.ground.schemas import Schema
from spice.domain.errors import DomainError, refuse
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.wording import quoted
from spice.ports.directory import Database
from spice.ports.instance_reader import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceRef:
    """An instance as a path names it: a class, or one of its superclasses, and the id."""

    database: Database
    schema: Schema
    shape: CompiledClass
    id: str

    def missing(self, why: str | None = None) -> DomainError:
        """Make the error for an instance that is not there."""
        return refuse("not_found", f"{self.shape.name} {quoted(self.id)} {why or 'does not exist'}", value=self.id)

    def own(self, head: Head | None) -> Head:
        """Refuse a head that is none of this class, or none at all."""
        if head is None or head.class_id not in self.shape.family:
            raise self.missing()
        return head

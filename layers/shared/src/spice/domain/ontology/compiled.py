"""An ontology made ready to check instances against: written by the ontology room, used by everyone."""

from collections.abc import Iterable, Mapping

from spice.domain.datatypes.kinds import FieldKind
from spice.domain.errors import Problem
from spice.domain.instance.model import Data


class CompiledClass:
    """A class with everything it inherits. Data is keyed by property NAME at the edge and by stable property ID inside."""

    id: str
    name: str
    root_id: str
    """Stable id of the hierarchy's root class: part of the aggregate id."""
    abstract: bool
    family: tuple[str, ...]
    """Stable ids of the class and all its subclasses."""
    key: tuple[str, ...]
    """Names of the key properties and relationships."""

    def check(self, data: object, *, path: str = "/data") -> tuple[Data, list[Problem]]:
        """Check and normalise a whole instance by name (null is absence); the answer is keyed by stable id."""
        raise NotImplementedError

    def check_patch(self, patch: object, *, path: str = "/data") -> tuple[dict[str, object], list[Problem]]:
        """Check a merge patch by name; the answer is keyed by stable id, None removes."""
        raise NotImplementedError

    def check_again(self, data: Mapping[str, object]) -> list[Problem]:
        """Check data that is keyed by id already (the ontology moved since it was accepted; a merged patch)."""
        raise NotImplementedError

    def instance_id(self, data: Data) -> str | None:
        """Make the id from the key's values in normal form; None when the class has no key."""
        raise NotImplementedError

    def named(self, data: Mapping[str, object]) -> Data:
        """Translate data keyed by id to names; ids that are no longer there are left out."""
        raise NotImplementedError

    def fields(self) -> Mapping[str, FieldKind]:
        """Tell every searchable dotted field, beginning with the property's or relationship's stable ID."""
        raise NotImplementedError

    def references(self, data: Mapping[str, object]) -> list[tuple[str, str, str]]:
        """List (relationship id, stable root id of the target class, target instance id) of data keyed by id."""
        raise NotImplementedError


class Ontology:
    """All classes of one commit, compiled."""

    commit: str | None
    by_id: Mapping[str, CompiledClass]
    by_name: Mapping[str, CompiledClass]

    @classmethod
    def compile(cls, commit: str | None, documents: Iterable[Mapping[str, object]]) -> "Ontology":
        """Compile the stored class documents of a commit (they were validated when they were committed)."""
        raise NotImplementedError

    def named(self, name: str, *, path: str = "/class") -> CompiledClass:
        """Find a class by name; DomainError unknown_class with a hint."""
        raise NotImplementedError

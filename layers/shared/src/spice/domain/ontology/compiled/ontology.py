"""An ontology made ready to check instances against: written by the ontology room, used by everyone."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean, shown
from spice.domain.instance.model import Instance
from spice.domain.ontology.compiled.classes import CompiledClass
from spice.domain.ontology.compiled.compiling import compile_classes
from spice.domain.ontology.compiled.parts import Relationship
from spice.domain.spelling import spelled
from spice.domain.wording import quoted

__all__ = ["CompiledClass", "Ontology", "Relationship"]


class Ontology:
    """All classes of one commit, compiled."""

    def __init__(self, commit: str | None, classes: Iterable[CompiledClass]) -> None:
        self.commit = commit
        known = {each.id: each for each in classes}
        self.by_id: Mapping[str, CompiledClass] = MappingProxyType(known)
        self.has_personal = any(each.personal for each in known.values())
        """Whether any class has personal properties."""
        self.by_name: Mapping[str, CompiledClass] = MappingProxyType({each.name: each for each in known.values()})

    @classmethod
    def compile(cls, commit: str | None, documents: Iterable[Mapping[str, object]], home: Home = NOWHERE) -> "Ontology":
        """Compile the stored class documents of a commit (they were validated when they were committed).

        Values are read as those of a database that is at home somewhere.
        """
        return cls(commit, compile_classes(documents, home))

    def living(self, instance: Instance | None) -> Instance | None:
        """Give an instance as it counts today: one of a class that is gone is deleted."""
        if instance is None or instance.deleted or instance.class_id in self.by_id:
            return instance
        return replace(instance, deleted=True, data={})

    def called(self, class_id: str) -> str:
        """Tell a class's name; its id where there is none."""
        shape = self.by_id.get(class_id)
        return class_id if shape is None else shape.name

    def named(self, name: str, *, path: str = "/class") -> CompiledClass:
        """Find a class by its name in any normal form; DomainError unknown_class with a hint."""
        found = self.by_name.get(spelled(name)) if isinstance(name, str) else None
        if found is None:
            hint = did_you_mean(name, self.by_name)
            raise refuse("unknown_class", f"there is no class {quoted(name)}", path=path, value=shown(name), hint=hint)
        return found

"""An ontology while it is being changed: the documents as they are becoming, and which operation touched what."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from spice.domain.bounds import CHANGED_PARTS
from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, pointer
from spice.domain.ontology.documents import Document, key_of, lineage, properties_of, relationships_of
from spice.domain.ontology.following import (
    of_renamed_inverse,
    of_renamed_subject,
    parts_of,
    renamed_part,
    speaking_of_renamed,
)
from spice.domain.ontology.known_classes import KnownClasses, Working
from spice.domain.ontology.part_ids import ids_of, known_parts, with_ids
from spice.domain.ontology.reading import Reading
from spice.domain.ontology.stable_ids import IdGiver, stable_id


class Draft:
    """Class documents by stable id, never changed in place."""

    def __init__(self, documents: Mapping[str, Document], command_id: UUID, home: Home = NOWHERE) -> None:
        self._known = KnownClasses(documents)
        self.began_with = len(documents)
        self.reading = Reading(home)
        self.deleted: dict[str, str] = {}
        """Name of a class that was removed to the pointer of the operation."""
        self._command_id = command_id
        self._places: dict[str, tuple[str, bool]] = {}
        self._left = CHANGED_PARTS

    @property
    def documents(self) -> Mapping[str, Working]:
        """The documents by stable id."""
        return self._known.documents

    @property
    def problems(self) -> list[Problem]:
        """What is wrong so far."""
        return self.reading.problems

    @property
    def by_name(self) -> Mapping[str, Working]:
        """The documents by name."""
        return self._known.named

    def spent(self, path: str) -> bool:
        """Whether the operations went through as many parts of classes as those of one change may; noted, then."""
        if self._left < 0:
            said = f"the operations of one change go through at most {CHANGED_PARTS} classes and parts of classes"
            self.reading.fault("too_large", said, path, hint="make several changes of it")
        return self._left < 0

    def find(self, name: str | None, path: str) -> Working | None:
        """Find a class, or note that there is none."""
        known = self.by_name
        if name is not None and name not in known:
            self.reading.fault(
                "unknown_class", f"there is no class '{name}'", path, value=name, hint=did_you_mean(name, known)
            )
        return known.get(name or "")

    def add(self, document: Working, path: str, operation: int) -> None:
        """Take in a new class."""
        name = str(document["name"])
        if name in self.by_name:
            self.reading.fault("already_exists", f"class '{name}' exists", f"{path}/name", value=name)
            return
        id_ = stable_id("c", name, self._command_id, f"{operation}/{name}", self.documents)
        document = {"id": id_, **{field: value for field, value in document.items() if field != "id"}}
        giver = IdGiver(self.reading, self._command_id, path, self._known)
        self._hold(id_, giver.give(document, None, f"{operation}/{name}"))
        self._places[id_] = (path, True)

    def put(self, old: Working, document: Working, path: str, operation: int) -> None:
        """Replace a class by what it is to be; parts keep their ids, and who names what was renamed follows."""
        id_, name = str(old["id"]), str(document["name"])
        if document.get("id", id_) != id_:
            self.reading.fault(
                "constraint_violated", "the id of a class never changes", f"{path}/id", value=document["id"]
            )
        giver = IdGiver(self.reading, self._command_id, path, self._known)
        given = giver.give({**document, "id": id_}, old, f"{operation}/{name}")
        # Who names it does so by its old name: it is called otherwise when they are.
        self._hold(id_, {"id": id_, **given, "name": old["name"]})
        self._places[id_] = (path, True)
        self._follow_parts(old, self.documents[id_])
        if name != old["name"]:
            self.rename(id_, str(old["name"]), name, f"{path}/name")

    def adopt(self, document: Working, path: str, operation: int) -> None:
        """Take in a class that comes with ids: in the place of the one of its id or else its name; as a new one, with
        those of its ids that are free."""
        known = self.documents.get(str(document.get("id"))) or self.by_name.get(str(document["name"]))
        if known is not None:
            self.put(known, {**with_ids(document, ids_of(known)), "id": known["id"]}, path, operation)
            return
        free = {id_ for id_ in ids_of(document) if id_ not in self._known}
        given = with_ids(document, free)
        new = stable_id("c", str(document["name"]), self._command_id, f"{operation}/adopted", self.documents)
        self.take(str(given.get("id", new)), given, known_parts(given, free), path)

    def take(self, id_: str, document: Working, known: Document, path: str) -> None:
        """Take in a class as a whole, that has its id; `known`: its parts that have theirs already."""
        name = str(document["name"])
        if name in self.by_name:
            self.reading.fault("already_exists", f"class '{name}' exists", f"{path}/name", value=name)
        giver = IdGiver(self.reading, self._command_id, path, self._known)
        self._hold(id_, {**giver.give(document, known, f"whole/{id_}"), "id": id_})
        self._places[id_] = (path, True)

    def rename(self, id_: str, old: str, name: str, path: str) -> None:
        """Give a class another name; parents and targets follow."""
        if str(self.by_name.get(name, {"id": id_})["id"]) != id_:
            self.reading.fault("already_exists", f"class '{name}' exists", path, value=name)
            return
        self._hold(id_, {**self.documents[id_], "name": name})
        for other in self._known.speaking_of(old):
            self._hold(other, speaking_of_renamed(self.documents[other], old, name))

    def rename_part(self, id_: str, part: str, name: str) -> None:
        """Give a property or relationship another name; keys follow."""
        old = self.documents[id_]
        fields = ("properties", "relationships")
        changed = {field: [renamed_part(each, part, name) for each in parts_of(old, field)] for field in fields}
        self._hold(id_, {**old, **changed})
        self._follow_parts(old, self.documents[id_])

    def touched(self, id_: str, path: str) -> None:
        """Remember an operation on a class whose body holds no class."""
        self._places.setdefault(id_, (path, False))

    def remove(self, id_: str, path: str) -> None:
        """Take out a class."""
        self.deleted[str(self._known.pop(id_)["name"])] = path
        self._places[id_] = (path, False)

    def at(self, id_: str, *tokens: str | int) -> str:
        """Point into the request to a part of a class, or to the operation that touched it or its parent."""
        line = lineage(self.documents[id_], self.by_name) if id_ in self.documents else ()
        for document in line:
            path, exact = self._places.get(str(document["id"]), ("", False))
            if path:
                return pointer(path, *tokens) if exact and document["id"] == id_ else path
        return self._places.get(id_, ("/changes", False))[0]

    def spend(self, parts: int) -> None:
        """Count what an operation goes through."""
        self._left -= parts

    def _hold(self, id_: str, document: Working) -> None:
        """Keep a class as it is becoming. Its name is no more that of one that was deleted."""
        self.spend(1 + len(properties_of(document)) + len(relationships_of(document)))
        self.deleted.pop(str(document["name"]), None)
        self._known.put(id_, document)

    def _follow_parts(self, old: Document, new: Document) -> None:
        names = {str(part.get("id")): str(part["name"]) for part in (*properties_of(new), *relationships_of(new))}
        renamed = {
            str(part["name"]): names[str(part["id"])]
            for part in (*properties_of(old), *relationships_of(old))
            if names.get(str(part["id"]), part["name"]) != part["name"]
        }
        if not renamed:
            return
        below, taken = self._known.below(str(new["name"])), {*names.values()}
        self._follow_inverses(below, {str(part["name"]) for part in relationships_of(old)} & renamed.keys(), renamed)
        for document in [self.by_name[name] for name in below]:
            key = [name if name in taken else renamed.get(name, name) for name in key_of(document)]
            parts = [of_renamed_subject(part, renamed) for part in parts_of(document, "properties")]
            self._hold(str(document["id"]), {**document, "key": key, "properties": parts})

    def _follow_inverses(
        self, below: Sequence[str], relationships: AbstractSet[str], renamed: Mapping[str, str]
    ) -> None:
        """What is the inverse of a relationship that is called otherwise now is so still."""
        for target in below if relationships else ():
            for other in self._known.speaking_of(target):
                document = self.documents[other]
                parts = [
                    of_renamed_inverse(part, target, relationships, renamed) for part in relationships_of(document)
                ]
                self._hold(other, {**document, "relationships": parts})

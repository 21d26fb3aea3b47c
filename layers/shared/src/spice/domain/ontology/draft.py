"""An ontology while it is being changed: the documents as they are becoming, and which operation touched what."""

from collections.abc import Mapping
from uuid import UUID

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, pointer
from spice.domain.ontology.documents import Document, key_of, lineage, properties_of, relationships_of
from spice.domain.ontology.part_ids import ids_of, known_parts, with_ids
from spice.domain.ontology.reading import Reading
from spice.domain.ontology.stable_ids import IdGiver, stable_id

Working = dict[str, object]


class Draft:
    """Class documents by stable id, never changed in place."""

    def __init__(self, documents: Mapping[str, Document], command_id: UUID, home: Home = NOWHERE) -> None:
        self.documents: dict[str, Working] = {id_: dict(document) for id_, document in documents.items()}
        self.reading = Reading(home)
        self.deleted: dict[str, str] = {}
        """Name of a class that was removed to the pointer of the operation."""
        self._command_id = command_id
        self._places: dict[str, tuple[str, bool]] = {}

    @property
    def problems(self) -> list[Problem]:
        """What is wrong so far."""
        return self.reading.problems

    def by_name(self) -> dict[str, Working]:
        """The documents by name."""
        return {str(document["name"]): document for document in self.documents.values()}

    def find(self, name: str | None, path: str) -> Working | None:
        """Find a class, or note that there is none."""
        known = self.by_name()
        if name is not None and name not in known:
            self.reading.fault(
                "unknown_class", f"there is no class '{name}'", path, value=name, hint=did_you_mean(name, known)
            )
        return known.get(name or "")

    def add(self, document: Working, path: str, operation: int) -> None:
        """Take in a new class."""
        name = str(document["name"])
        if name in self.by_name():
            self.reading.fault("already_exists", f"class '{name}' exists", f"{path}/name", value=name)
            return
        self.deleted.pop(name, None)
        id_ = stable_id("c", name, self._command_id, f"{operation}/{name}", {*self.documents})
        document = {"id": id_, **{field: value for field, value in document.items() if field != "id"}}
        giver = IdGiver(self.reading, self._command_id, path, self._taken(document))
        self.documents[id_] = giver.give(document, None, f"{operation}/{name}")
        self._places[id_] = (path, True)

    def put(self, old: Working, document: Working, path: str, operation: int) -> None:
        """Replace a class by what it is to be; parts keep their ids, and who names what was renamed follows."""
        id_, name = str(old["id"]), str(document["name"])
        if document.get("id", id_) != id_:
            self.reading.fault(
                "constraint_violated", "the id of a class never changes", f"{path}/id", value=document["id"]
            )
        giver = IdGiver(self.reading, self._command_id, path, self._taken(old))
        given = giver.give({**document, "id": id_}, old, f"{operation}/{name}")
        self.documents[id_] = {"id": id_, **given}
        self._places[id_] = (path, True)
        self._follow_parts(old, given)
        if name != old["name"]:
            self.rename(id_, str(old["name"]), name, f"{path}/name")

    def adopt(self, document: Working, path: str, operation: int) -> None:
        """Take in a class that comes with ids: in the place of the one of its id or else its name; as a new one, with
        those of its ids that are free."""
        known = self.documents.get(str(document.get("id"))) or self.by_name().get(str(document["name"]))
        if known is not None:
            self.put(known, {**with_ids(document, ids_of(known)), "id": known["id"]}, path, operation)
            return
        free = ids_of(document) - self._taken({})
        given = with_ids(document, free)
        new = stable_id("c", str(document["name"]), self._command_id, f"{operation}/adopted", {*self.documents})
        self.deleted.pop(str(document["name"]), None)
        self.take(str(given.get("id", new)), given, known_parts(given, free), path)

    def take(self, id_: str, document: Working, known: Document, path: str) -> None:
        """Take in a class as a whole, that has its id; `known`: its parts that have theirs already."""
        name = str(document["name"])
        if name in self.by_name():
            self.reading.fault("already_exists", f"class '{name}' exists", f"{path}/name", value=name)
        giver = IdGiver(self.reading, self._command_id, path, self._taken(document))
        self.documents[id_] = {**giver.give(document, known, f"whole/{id_}"), "id": id_}
        self._places[id_] = (path, True)

    def rename(self, id_: str, old: str, name: str, path: str) -> None:
        """Give a class another name; parents and targets follow."""
        if any(document["name"] == name and other != id_ for other, document in self.documents.items()):
            self.reading.fault("already_exists", f"class '{name}' exists", path, value=name)
            return
        self.documents[id_] = {**self.documents[id_], "name": name}
        for other, document in self.documents.items():
            self.documents[other] = _renamed_class(document, old, name)

    def rename_part(self, id_: str, part: str, name: str) -> None:
        """Give a property or relationship another name; keys follow."""
        old = self.documents[id_]
        fields = ("properties", "relationships")
        changed = {field: [_renamed(each, part, name) for each in _parts(old, field)] for field in fields}
        self.documents[id_] = {**old, **changed}
        self._follow_parts(old, self.documents[id_])

    def touched(self, id_: str, path: str) -> None:
        """Remember an operation on a class whose body holds no class."""
        self._places.setdefault(id_, (path, False))

    def remove(self, id_: str, path: str) -> None:
        """Take out a class."""
        self.deleted[str(self.documents.pop(id_)["name"])] = path
        self._places[id_] = (path, False)

    def at(self, id_: str, *tokens: str | int) -> str:
        """Point into the request to a part of a class, or to the operation that touched it or its parent."""
        by_name = self.by_name()
        line = lineage(self.documents[id_], by_name) if id_ in self.documents else ()
        for document in line:
            path, exact = self._places.get(str(document["id"]), ("", False))
            if path:
                return pointer(path, *tokens) if exact and document["id"] == id_ else path
        return self._places.get(id_, ("/changes", False))[0]

    def _taken(self, document: Document) -> set[str]:
        """Every id of the ontology: parts are unique in the class, with what it inherits and what inherits it."""
        taken = {*self.documents}
        for each in (*self.documents.values(), document):
            for part in (*properties_of(each), *relationships_of(each)):
                taken.add(str(part.get("id", "")))
        return taken

    def _follow_parts(self, old: Document, new: Document) -> None:
        names = {str(part.get("id")): str(part["name"]) for part in (*properties_of(new), *relationships_of(new))}
        renamed = {
            str(part["name"]): names[str(part["id"])]
            for part in (*properties_of(old), *relationships_of(old))
            if names.get(str(part["id"]), part["name"]) != part["name"]
        }
        if not renamed:
            return
        by_name = self.by_name()
        self._follow_inverses(str(new["id"]), {str(part["name"]) for part in relationships_of(old)}, renamed, by_name)
        for id_, document in self.documents.items():
            if any(each["id"] == new["id"] for each in lineage(document, by_name)):
                key = [name if name in names.values() else renamed.get(name, name) for name in key_of(document)]
                parts = [_of_subject(part, renamed) for part in _parts(document, "properties")]
                self.documents[id_] = {**document, "key": key, "properties": parts}

    def _follow_inverses(
        self, id_: str, relationships: set[str], renamed: Mapping[str, str], by_name: Mapping[str, Document]
    ) -> None:
        """What is the inverse of a relationship that is called otherwise now is so still."""
        for other, document in self.documents.items():
            parts = _parts(document, "relationships")
            for part in parts:
                name, target = part.get("inverse"), by_name.get(str(part["target"]))
                line = () if target is None else lineage(target, by_name)
                if name in relationships and name in renamed and any(each["id"] == id_ for each in line):
                    part["inverse"] = renamed[str(name)]
                    self.documents[other] = {**document, "relationships": parts}


def _parts(document: Document, field: str) -> list[Working]:
    return [dict(part) for part in (properties_of(document) if field == "properties" else relationships_of(document))]


def _renamed(part: Working, id_: str, name: str) -> Working:
    return {**part, "name": name} if part["id"] == id_ else part


def _of_subject(part: Working, renamed: Mapping[str, str]) -> Working:
    subject = part.get("subject")
    return {**part, "subject": renamed[subject]} if isinstance(subject, str) and subject in renamed else part


def _renamed_class(document: Working, old: str, name: str) -> Working:
    relationships = [
        {**part, "target": name} if part["target"] == old else part for part in _parts(document, "relationships")
    ]
    return {
        **document,
        "parent": name if document.get("parent") == old else document.get("parent"),
        "relationships": relationships,
    }

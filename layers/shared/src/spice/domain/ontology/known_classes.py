"""Class documents as they are becoming, found by id, by name, and by the classes that they speak of."""

from collections import Counter
from collections.abc import Iterator, Mapping

from spice.domain.ontology.documents import Document, properties_of, relationships_of

Working = dict[str, object]


class KnownClasses:
    """Class documents by stable id. Whoever looks one up walks through none of the others."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents: dict[str, Working] = {}
        self.named: dict[str, Working] = {}
        self._ids: Counter[str] = Counter()
        self._speaking: dict[str, dict[str, None]] = {}
        """Name of a class to the ids of those whose parent or target it is."""
        for id_, document in documents.items():
            self.put(id_, dict(document))

    def put(self, id_: str, document: Working) -> None:
        """Take in a class, in the place of what it was."""
        if (old := self.documents.get(id_)) is not None:
            self._forget(id_, old)
        self.documents[id_] = self.named[str(document["name"])] = document
        self._ids.update(_ids(id_, document))
        for name in _spoken_of(document):
            self._speaking.setdefault(name, {})[id_] = None

    def pop(self, id_: str) -> Working:
        """Take out a class."""
        self._forget(id_, self.documents[id_])
        return self.documents.pop(id_)

    def __contains__(self, id_: object) -> bool:
        """Tell whether an id is taken, by a class or by a part of one."""
        return id_ in self._ids

    def speaking_of(self, name: str) -> list[str]:
        """List the ids of the classes whose parent or target a class is."""
        return [*self._speaking.get(name, ())]

    def below(self, name: str) -> list[str]:
        """List the names of a class and of all its subclasses."""
        found = {name: None}
        ahead = [name]
        while ahead:
            for id_ in self.speaking_of(above := ahead.pop()):
                child = self.documents[id_]
                if child.get("parent") == above and (called := str(child["name"])) not in found:
                    found[called] = None
                    ahead.append(called)
        return [*found]

    def _forget(self, id_: str, old: Document) -> None:
        if self.named.get(str(old["name"])) is old:
            del self.named[str(old["name"])]
        self._ids.subtract(ids := _ids(id_, old))
        for each in ids:
            if not self._ids[each]:
                del self._ids[each]
        for name in _spoken_of(old):
            self._speaking[name].pop(id_, None)


def _ids(id_: str, document: Document) -> list[str]:
    return [id_, *(str(part.get("id", "")) for part in (*properties_of(document), *relationships_of(document)))]


def _spoken_of(document: Document) -> Iterator[str]:
    if isinstance(parent := document.get("parent"), str):
        yield parent
    for part in relationships_of(document):
        yield str(part["target"])

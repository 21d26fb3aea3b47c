"""Lines of inheritance: a class and all above it, with the parts that it has of its own and of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spice.domain.ontology.documents import Document, lineage, properties_of, relationships_of

Parts = Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Line:
    """A class and its ancestors, nearest first; each with its own parts by name."""

    classes: Sequence[Document]
    _own: Sequence[Parts]

    @property
    def document(self) -> Document:
        """The class itself."""
        return self.classes[0]

    @property
    def closed(self) -> bool:
        """Whether it comes back to where it was."""
        return self.classes[-1].get("parent") in {each["name"] for each in self.classes}

    def part(self, name: str) -> Document | None:
        """Find a part of the class, own or inherited."""
        return next((own[name] for own in self._own if name in own), None)

    def above(self, name: str) -> Document | None:
        """Find the ancestor that has a part of a name."""
        owners = zip(self.classes[1:], self._own[1:], strict=True)
        return next((owner for owner, own in owners if name in own), None)

    def names(self) -> list[str]:
        """List what all parts are called."""
        return [*dict.fromkeys(name for own in self._own for name in own)]


def lines_of(by_name: Mapping[str, Document]) -> Iterator[Line]:
    """Follow every class up to its root. Parts are looked at once, however many inherit them."""
    own = {
        name: {str(part["name"]): part for part in (*properties_of(each), *relationships_of(each))}
        for name, each in by_name.items()
    }
    for document in by_name.values():
        line = lineage(document, by_name)
        yield Line(line, [own[str(each["name"])] for each in line])


def depths(by_name: Mapping[str, Document]) -> Mapping[str, int]:
    """Count, for every class, the classes from it to its root."""
    found: dict[str, int] = {}
    for name in by_name:
        way: dict[str, None] = {}
        here: object = name
        while isinstance(here, str) and here in by_name and here not in found and here not in way:
            way[here] = None
            here = by_name[here].get("parent")
        above = found.get(str(here), 0)
        for depth, each in enumerate(reversed(way), above + 1):
            found[each] = depth
    return found

"""Inverses: the names that relationships have from their target's side, beside the names that are there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spice.domain.ontology.documents import Document, lineage, properties_of, relationships_of
from spice.domain.ontology.draft import Draft

Lines = Mapping[str, frozenset[str]]
"""Names of a class and of all above it, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inverse:
    """A relationship with a name on the other side, and where that stands."""

    owner: Document
    relationship: Document
    index: int

    @property
    def name(self) -> str:
        return str(self.relationship["inverse"])

    @property
    def target(self) -> str:
        return str(self.relationship["target"])

    @property
    def said(self) -> str:
        return f"{self.owner['name']}.{self.relationship['name']}"


class _Seen:
    """Inverses of one name by the classes that they are seen in: their target, what is above it, what is below."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._at: dict[str, list[_Inverse]] = {}
        self._below: dict[str, list[_Inverse]] = {}

    def add(self, inverse: _Inverse) -> None:
        """Take one in."""
        self._at.setdefault(inverse.target, []).append(inverse)
        for name in self._lines[inverse.target] - {inverse.target}:
            self._below.setdefault(name, []).append(inverse)

    def meeting(self, name: str) -> Iterator[_Inverse]:
        """List those whose target an instance of a class may be of as well."""
        for above in self._lines[name]:
            yield from self._at.get(above, ())
        yield from self._below.get(name, ())


def check_inverses(draft: Draft, by_name: Mapping[str, Document]) -> None:
    """Note every inverse that means something else already where it is seen: in the target, above and below it."""
    lines = {name: frozenset(str(up["name"]) for up in lineage(each, by_name)) for name, each in by_name.items()}
    before: dict[str, _Seen] = {}
    for each in _inverses(by_name):
        seen = before.setdefault(each.name, _Seen(lines))
        if (other := next(seen.meeting(each.target), None)) is not None:
            _fault(draft, each, f"the inverse of {other.said} is called '{each.name}' in {other.target} already")
        seen.add(each)
    for name, document in by_name.items() if before else ():
        _beside(draft, name, document, before, lines)


def _beside(draft: Draft, name: str, document: Document, inverses: Mapping[str, _Seen], lines: Lines) -> None:
    for part in (*properties_of(document), *relationships_of(document)):
        for each in seen.meeting(name) if (seen := inverses.get(str(part["name"]))) is not None else ():
            if not _pair(each, part, lines):
                what = "relationship to another class" if "target" in part else "property"
                _fault(draft, each, f"class {name} has a {what} '{each.name}' already")


def _pair(inverse: _Inverse, part: Document, lines: Lines) -> bool:
    """Whether a relationship of the target's says the same from there: it leads back, and means this one."""
    if "target" not in part:
        return False
    leads_back = part["target"] in lines[str(inverse.owner["name"])]
    return leads_back and part.get("inverse", inverse.relationship["name"]) == inverse.relationship["name"]


def _inverses(by_name: Mapping[str, Document]) -> Iterator[_Inverse]:
    for owner in by_name.values():
        for index, part in enumerate(relationships_of(owner)):
            if "inverse" in part and str(part["target"]) in by_name:
                yield _Inverse(owner=owner, relationship=part, index=index)


def _fault(draft: Draft, inverse: _Inverse, why: str) -> None:
    at = draft.at(str(inverse.owner["id"]), "relationships", inverse.index, "inverse")
    said = f"{inverse.said} cannot be called '{inverse.name}' from {inverse.target}: {why}"
    draft.reading.fault("already_exists", said, at, value=inverse.name)

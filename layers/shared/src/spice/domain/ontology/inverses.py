"""Inverses: the names that relationships have from their target's side, beside the names that are there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spice.domain.ontology.documents import Document, lineage, properties_of, relationships_of
from spice.domain.ontology.draft import Draft


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


def check_inverses(draft: Draft, by_name: Mapping[str, Document]) -> None:
    """Note every inverse that means something else already where it is seen: in the target, above and below it."""
    lines = {name: frozenset(str(up["name"]) for up in lineage(each, by_name)) for name, each in by_name.items()}
    before: dict[str, list[_Inverse]] = {}
    for each in _inverses(by_name):
        same = (other for other in before.get(each.name, ()) if _meet(each.target, other.target, lines))
        if (other := next(same, None)) is not None:
            _fault(draft, each, f"the inverse of {other.said} is called '{each.name}' in {other.target} already")
        before.setdefault(each.name, []).append(each)
    for name, document in by_name.items() if before else ():
        _beside(draft, name, document, before, lines)


def _beside(
    draft: Draft,
    name: str,
    document: Document,
    inverses: Mapping[str, list[_Inverse]],
    lines: Mapping[str, frozenset[str]],
) -> None:
    for part in (*properties_of(document), *relationships_of(document)):
        for each in inverses.get(str(part["name"]), ()):
            if _meet(each.target, name, lines) and not _pair(each, part, lines):
                what = "relationship to another class" if "target" in part else "property"
                _fault(draft, each, f"class {name} has a {what} '{each.name}' already")


def _pair(inverse: _Inverse, part: Document, lines: Mapping[str, frozenset[str]]) -> bool:
    """Whether a relationship of the target's says the same from there: it leads back, and means this one."""
    if "target" not in part:
        return False
    leads_back = part["target"] in lines[str(inverse.owner["name"])]
    return leads_back and part.get("inverse", inverse.relationship["name"]) == inverse.relationship["name"]


def _meet(one: str, other: str, lines: Mapping[str, frozenset[str]]) -> bool:
    """Whether an instance may be of both classes."""
    return one in lines[other] or other in lines[one]


def _inverses(by_name: Mapping[str, Document]) -> Iterator[_Inverse]:
    for owner in by_name.values():
        for index, part in enumerate(relationships_of(owner)):
            if "inverse" in part and str(part["target"]) in by_name:
                yield _Inverse(owner=owner, relationship=part, index=index)


def _fault(draft: Draft, inverse: _Inverse, why: str) -> None:
    at = draft.at(str(inverse.owner["id"]), "relationships", inverse.index, "inverse")
    said = f"{inverse.said} cannot be called '{inverse.name}' from {inverse.target}: {why}"
    draft.reading.fault("already_exists", said, at, value=inverse.name)

"""Which property of a class that is there a column could fill: by name in four languages, by type, by values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.registry import TYPES
from spice.domain.inference.finding import Finding
from spice.domain.proposals.classes import Filling
from spice.domain.proposals.identifiers import property_name
from spice.domain.proposals.readable import unread_in

_ENOUGH = 0.5
_BY_NAME, _BY_TYPE = 0.7, 0.3
_NAMED, _READABLE = 0.4, 0.5
_TEXTS = ("xsd:string", "xsd:normalizedString", "xsd:token")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A class that is there, how well a table fits it, and which column fills what."""

    class_name: str
    score: float
    fillings: Sequence[Filling]
    missing: Sequence[str]
    """Required properties that no column fills."""


def match(document: Mapping[str, Any], columns: Sequence[Finding], *, home: Home = NOWHERE) -> Match:
    """Match columns with members of a class, the likeliest pairs first; each is taken once."""
    members = [*document.get("properties", ()), *document.get("relationships", ())]
    pairs = sorted(_pairs(members, columns, home), key=lambda each: -each.score)
    filled: dict[str, Filling] = {}
    taken: set[str] = set()
    for pair in pairs:
        if pair.score >= _ENOUGH and pair.column not in filled and pair.property not in taken:
            filled[pair.column] = pair
            taken.add(pair.property)
    missing = [str(member["name"]) for member in members if member.get("required") and member["name"] not in taken]
    total = sum(filling.score for filling in filled.values()) / max(1, len(columns))
    fillings = [filled[column.name] for column in columns if column.name in filled]
    return Match(class_name=str(document["name"]), score=round(total, 3), fillings=fillings, missing=missing)


def _pairs(members: Sequence[Mapping[str, Any]], columns: Sequence[Finding], home: Home) -> Iterator[Filling]:
    for member in members:
        for column in columns:
            named, said = _name(member, column.name)
            typed, told = _type(member, column, home) if named > _NAMED else (0.0, "")
            if typed > 0:
                score = _BY_NAME * named + _BY_TYPE * typed
                yield Filling(
                    column=column.name, property=str(member["name"]), score=round(score, 3), reason=f"{said}; {told}"
                )


def _name(member: Mapping[str, Any], header: str) -> tuple[float, str]:
    """Compare a header with a member's name and its labels in every language."""
    label = member.get("label") or {}
    labels = [label] if isinstance(label, str) else [str(each) for each in label.values()]
    own = property_name(header, ())
    best, said = 0.0, ""
    for known in (str(member["name"]), *labels):
        if known.strip().casefold() == header.strip().casefold():
            return 1.0, f"the header is its name {known!r}"
        near = _near(own, property_name(known, ()))
        if near > best:
            best, said = near, f"the header {header!r} is like {known!r}"
    return best, said


def _near(one: str, two: str) -> float:
    if one == two:
        return 0.95
    first, second = set(one.split("_")), set(two.split("_"))
    shared = len(first & second) / len(first | second)
    return max(shared, 0.9 * SequenceMatcher(None, one, two).ratio() - 0.2)


def _type(member: Mapping[str, Any], column: Finding, home: Home) -> tuple[float, str]:
    """Tell how much of a column an import could read into a property."""
    if "target" in member:
        return 0.7, f"it names a {member['target']}"
    kind = str(member.get("type"))
    if kind not in TYPES:
        return 0.0, ""
    share = 1 - unread_in(column, member, home).share
    if share < _READABLE:
        return 0.0, ""
    if kind in _TEXTS and kind != column.type:
        return 0.5, f"any {column.type} is a text as well"
    said = f"both are {kind}" if kind == column.type else f"{column.type} is read as {kind}"
    return share, said if share == 1 else f"{share:.0%} of its cells are read as {kind}"

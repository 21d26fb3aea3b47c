"""Which property of a class that is there a column could fill: by name in four languages, by type, by values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from spice.domain.inference.finding import Finding
from spice.domain.proposals.classes import Filling
from spice.domain.proposals.identifiers import property_name

_ENOUGH = 0.5
_BY_NAME, _BY_TYPE = 0.7, 0.3
_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(
        ("xsd:integer", "xsd:int", "xsd:long", "xsd:short", "xsd:decimal", "xsd:double", "xsd:float"), "number"
    ),
    **dict.fromkeys(("PERCENT", "MONEY"), "number"),
    **dict.fromkeys(("DATE", "xsd:date", "DATETIME", "xsd:dateTime", "xsd:gYear", "xsd:gYearMonth"), "day"),
    **dict.fromkeys(("TIME", "xsd:time", "DURATION", "xsd:duration"), "time"),
    **dict.fromkeys(("xsd:string", "NAME", "ENUM", "ADDRESS"), "text"),
    **dict.fromkeys(("URL", "URI", "xsd:anyURI", "IMAGE", "FILE"), "url"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A class that is there, how well a table fits it, and which column fills what."""

    class_name: str
    score: float
    fillings: Sequence[Filling]
    missing: Sequence[str]
    """Required properties that no column fills."""


def match(document: Mapping[str, Any], columns: Sequence[Finding]) -> Match:
    """Match columns with members of a class, the likeliest pairs first; each is taken once."""
    members = [*document.get("properties", ()), *document.get("relationships", ())]
    pairs = sorted(_pairs(members, columns), key=lambda each: -each.score)
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


def _pairs(members: Sequence[Mapping[str, Any]], columns: Sequence[Finding]) -> Iterator[Filling]:
    for member in members:
        for column in columns:
            named, said = _name(member, column.name)
            typed, told = _type(member, column)
            if named > 0.4 and typed > 0:
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


def _type(member: Mapping[str, Any], column: Finding) -> tuple[float, str]:
    if "target" in member:
        return 0.7, f"it names a {member['target']}"
    kind = str(member.get("type"))
    if kind == "ENUM":
        return _overlap(member, column)
    if kind == column.type:
        return 1.0, f"both are {kind}"
    if kind in {each.type for each in column.alternatives}:
        return 0.7, f"{kind} is among what the column may be"
    if _FAMILIES.get(kind, kind) == _FAMILIES.get(column.type, column.type):
        return 0.8, f"{column.type} is read as {kind}"
    return (0.5, f"any {column.type} is a text as well") if kind == "xsd:string" else (0.0, "")


def _overlap(member: Mapping[str, Any], column: Finding) -> tuple[float, str]:
    known = {str(each["name"] if isinstance(each, Mapping) else each).casefold() for each in member.get("values", ())}
    hits = sum(value.casefold() in known for value in column.counts)
    share = hits / max(1, len(column.counts))
    return share, f"{share:.0%} of its values are among the choices"

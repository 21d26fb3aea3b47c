"""A class for a table: its properties with types, units, labels and rules, and which column fills each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spice.domain.datatypes.home import NOWHERE, Home
from spice.domain.datatypes.registry import TYPES
from spice.domain.inference.finding import Finding
from spice.domain.inference.infer import Cells
from spice.domain.ontology.property_documents import read_property
from spice.domain.ontology.reading import Reading
from spice.domain.proposals.identifiers import class_name, property_name
from spice.domain.proposals.keys import Key, key_of
from spice.domain.proposals.readable import is_readable, unread_in
from spice.domain.proposals.references import Reference, references_of
from spice.domain.proposals.table import Known

Document = dict[str, object]
_FEWEST_FOR_RULES = 3
_BOUNDS: Mapping[str, Mapping[str, int]] = {
    "LATITUDE": {"minimum": -90, "maximum": 90},
    "LONGITUDE": {"minimum": -180, "maximum": 180},
}
_TEXT = "xsd:string"
_ITEMS = (_TEXT, "xsd:integer", "xsd:decimal")
_UNIT_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A column and the property or relationship it fills, how sure that is, and why."""

    column: str
    property: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A class for a table, as a client would write it, and its mapping."""

    table: str
    document: Document
    fillings: Sequence[Filling]
    reasons: Sequence[str]


def propose(tables: Sequence[tuple[Known, Sequence[Cells]]], *, home: Home = NOWHERE) -> list[Proposal]:
    """Propose a class for each table, with relationships between them; `home`: of the database that is to have them."""
    known = [table for table, _ in tables]
    keys = {table.name: key for table, cells in tables if (key := key_of(table, cells)) is not None}
    references = references_of(known, keys)
    names: dict[str, str] = {}
    for table in known:
        names[table.name] = class_name(table.name, set(names.values()))
    return [_Draft(table, names, keys.get(table.name), references, home).proposal() for table in known]


class _Draft:
    """A class under way: the names that are taken, and what was said of it."""

    def __init__(
        self, table: Known, names: Mapping[str, str], key: Key | None, references: Sequence[Reference], home: Home
    ) -> None:
        self._table, self._names, self._key, self._home = table, names, key, home
        self._said: list[str] = []
        self._references = {each.column: each for each in references if each.table == table.name}
        self._taken: set[str] = set()
        self._fillings: list[Filling] = []

    def proposal(self) -> Proposal:
        """Write the class."""
        properties, relationships = list[Document](), list[Document]()
        for column in self._table.columns:
            reference = self._references.get(column.name)
            (properties if reference is None else relationships).append(self._part(column, reference))
        filled = {filling.column: filling.property for filling in self._fillings}
        document: Document = {
            "name": self._names[self._table.name],
            "label": label_of(self._table.name),
            "key": [filled[name] for name in self._key.columns] if self._key else [],
            "properties": properties,
            "relationships": relationships,
        }
        said = [
            *([self._key.reason] if self._key else ["no column tells its records apart: they get ids of their own"])
        ]
        said += [each.reason for each in self._references.values()]
        said += self._said
        return Proposal(table=self._table.name, document=document, fillings=self._fillings, reasons=said)

    def _part(self, column: Finding, reference: Reference | None) -> Document:
        name = property_name(column.name, self._taken)
        self._taken.add(name)
        score, reason = (
            (column.confidence, column.reasons[0]) if reference is None else (reference.score, reference.reason)
        )
        self._fillings.append(Filling(column=column.name, property=name, score=round(score, 3), reason=reason))
        if reference is None:
            return self._property(column, name)
        return {
            "name": name,
            "label": label_of(column.name),
            "target": self._names[reference.target],
            "cardinality": reference.cardinality,
            "required": self._is_required(column),
        }

    def _property(self, column: Finding, name: str) -> Document:
        keyed = self._key is not None and column.name in self._key.columns
        written = property_of(column, name, keyed=keyed, home=self._home)
        if written["type"] == "ENUM" and not self._table.is_whole:
            self._said.append(f"{column.name!r} is left a text: rows that were not looked at may have other choices")
            written = _as_text(written)
        elif written["type"] != column.type:
            self._said.append(f"{column.name!r} is left a text: not all of it could be read as {column.type}")
        return {**written, "required": keyed or self._is_required(column)}

    def _is_required(self, column: Finding) -> bool:
        return self._table.is_whole and is_always_there(column)


def property_of(column: Finding, name: str, *, keyed: bool = False, home: Home = NOWHERE) -> Document:
    """Write a property; one that the ontology would refuse as it is, or an import could not read, becomes a text."""
    written: Document = {"name": name, "type": column.type, "label": label_of(column.name)}
    written |= _inside(column, home)
    written["required"] = keyed or is_always_there(column)
    if column.unit and len(column.unit) <= _UNIT_LENGTH:
        written["unit"] = column.unit
    if bounds := _BOUNDS.get(column.semantic_type):
        written["constraints"] = dict(bounds)
    fits = _is_accepted(written, keyed=keyed) and is_readable(column, unread_in(column, written, home))
    return written if fits else _as_text(written)


def _inside(column: Finding, home: Home) -> Document:
    if column.type == "ENUM":
        return {"values": sorted(column.choices)}
    return {"items": _items(column, home)} if column.type == "ARRAY" else {}


def _items(column: Finding, home: Home) -> Document:
    """Choose what a list holds: texts, unless its items are numbers of JSON."""
    for type_ in _ITEMS:
        items: Document = {"type": type_}
        if is_readable(column, unread_in(column, {"type": "ARRAY", "items": items}, home)):
            return items
    return {"type": _TEXT}


def is_always_there(column: Finding) -> bool:
    """Tell whether every record that was looked at has a value."""
    return column.null_count == 0 and column.size >= _FEWEST_FOR_RULES


def _is_accepted(written: Document, *, keyed: bool) -> bool:
    reading = Reading()
    read_property(reading, written, "")
    return not reading.problems and (not keyed or TYPES[str(written["type"])].keyable)


def _as_text(written: Document) -> Document:
    kept = {name: value for name, value in written.items() if name not in ("values", "items", "constraints")}
    return {**kept, "type": _TEXT}


def label_of(header: str) -> dict[str, str]:
    """Label in the language that a header is written in."""
    return {_language(header): header.strip() or "-"}


def _language(text: str) -> str:
    for first, last, language in (("가", "힣", "ko"), ("ぁ", "ヿ", "ja"), ("一", "龥", "zh")):
        if any(first <= char <= last for char in text):
            return language
    return "en"

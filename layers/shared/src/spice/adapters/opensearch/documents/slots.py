"""Slots: which physical columns a field's values are in. There are 256; fields beyond them share one column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spice.adapters.opensearch.documents.layout import COUNTED, EQUALS, MONTH, PAIR, TERMS
from spice.domain.datatypes.kinds import FieldKind

Field = tuple[str, FieldKind]
META: Sequence[Field] = (
    ("_id", "keyword"),
    ("_class", "keyword"),
    ("_version", "number"),
    ("_created_at", "time"),
    ("_updated_at", "time"),
    ("_updated_by", "keyword"),
)
_KEYS = (
    "List r = new ArrayList(); for (String t : doc['v']) { if (t.startsWith(params.p)) "
    "{ r.add(t.substring(params.p.length())); } } return r;"
)
_NUMBERS = (
    "List r = new ArrayList(); for (String t : doc['f']) { if (t.startsWith(params.p)) "
    "{ r.add(Double.parseDouble(t.substring(params.p.length(), t.indexOf(params.end)))); } } return r;"
)
_FIRST = (
    "String found = params.missing; for (String t : doc['v']) { if (t.startsWith(params.p)) "
    "{ found = t.substring(params.p.length()); if (params.least) { return found; } } } return found;"
)
_AFTER_ALL = "~"
"""Above the first letter of every key."""


@dataclass(frozen=True)
class Slots:
    """The fields of an index in the order they came; the first of them have columns of their own."""

    fields: Sequence[Field]
    most: int

    @cached_property
    def by_field(self) -> Mapping[Field, int]:
        """Number the fields that have a slot."""
        return {field: n for n, field in enumerate(self.fields[: self.most])}

    @cached_property
    def known(self) -> frozenset[Field]:
        """All fields."""
        return frozenset(self.fields)

    def keys(self, field: str, kind: FieldKind) -> dict[str, Any]:
        """Name where a field's order keys come from: its column, or a script over the shared one."""
        slot = self.by_field.get((field, kind))
        if slot is not None:
            return {"field": f"k{slot}"}
        return {"script": _script(_KEYS, field + (PAIR if kind == "point" else ""))}

    def figures(self, field: str, kind: FieldKind, *, months: bool = False) -> dict[str, Any]:
        """Name where a field's numbers come from (times: ticks or months)."""
        slot = self.by_field.get((field, kind))
        if slot is not None:
            return {"field": f"{'m' if months else 'n'}{slot}"}
        return {"script": _script(_NUMBERS, field + (MONTH if months else ""), end=COUNTED)}

    def terms(self, field: str, kind: FieldKind) -> tuple[dict[str, Any], str]:
        """Describe a terms aggregation over a field's keys, and what stands before each key of its answer."""
        slot = self.by_field.get((field, kind))
        if slot is not None:
            return {"field": f"k{slot}"}, ""
        start = field + (PAIR if kind == "point" else "") + EQUALS
        return {"field": TERMS, "include": f"{literally(start)}.*"}, start

    def order(self, field: str, kind: FieldKind, *, descending: bool) -> dict[str, Any]:
        """Describe a sort; missing last; of several values the first in its direction counts."""
        direction = "desc" if descending else "asc"
        slot = self.by_field.get((field, kind))
        if slot is not None:
            return {f"k{slot}": {"order": direction, "missing": "_last", "mode": "max" if descending else "min"}}
        more = {"least": not descending, "missing": "" if descending else _AFTER_ALL}
        return {"_script": {"type": "string", "order": direction, "script": _script(_FIRST, field, **more)}}

    def held(self, key: object, field: Field, *, descending: bool) -> object:
        """Read a sort value: what a script says for a missing value is None."""
        return None if key == self._missing(field, descending) else key

    def place(self, key: object, field: Field, *, descending: bool) -> object:
        """Write a sort value."""
        return self._missing(field, descending) if key is None else key

    def _missing(self, field: Field, descending: bool) -> str | None:
        if field in self.by_field:
            return None
        return "" if descending else _AFTER_ALL


def literally(text: str) -> str:
    """Escape a text for a regular expression of Lucene."""
    return "".join(letter if letter.isalnum() else "\\" + letter for letter in text)


def _script(source: str, start: str, **more: object) -> dict[str, Any]:
    return {"source": source, "params": {"p": start + EQUALS, **more}}

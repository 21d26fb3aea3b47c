"""Documents as the twin of the search index holds them, and what filters make of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import ge, gt, le, lt
from typing import Any

from msgspec.structs import replace

from spice.domain.datatypes.kinds import WORDED, FieldKind
from spice.messages.codec import decode, encode
from spice.ports.search_filter import And, Condition, Filter, Not, Or
from spice.ports.search_index import Document, Hit
from spice.searching.living import Living, lives
from spice.searching.places import inside
from spice.searching.ranks import RANKS, length_of
from spice.searching.text.analysis import Analysis, analyse
from spice.searching.text.folding import fold
from spice.searching.values import field_values


@dataclass(frozen=True)
class Held:
    """A document, its data as they come back from JSON."""

    document: Document
    living: Living | None = None

    @classmethod
    def of(cls, document: Document) -> "Held":
        """Keep a copy."""
        return cls(replace(document, data=decode(encode(document.data)), read=decode(encode(document.read))))

    def speaking(self, living: Living | None) -> "Held":
        """Let full text search look at the fields that live alone."""
        fields = (name for name, kind in self.document.fields.items() if kind in WORDED)
        if all(lives(living, self.document.class_id, name) for name in fields):
            return self
        return Held(self.document, living)

    def values(self, field: str, kind: FieldKind) -> list[Any]:
        """Give a field's values."""
        meta = _META.get(field)
        return [meta(self.document)] if meta else field_values(self.document.searched, field, kind)

    def texts(self) -> dict[str, list[str]]:
        """Give what full text search looks at, by field."""
        fields = self.document.fields.items()
        return {
            name: self.values(name, kind)
            for name, kind in fields
            if kind in WORDED and lives(self.living, self.document.class_id, name)
        }

    @cached_property
    def analyses(self) -> list[Analysis]:
        """Analyse every text."""
        return [analyse(value) for values in self.texts().values() for value in values]

    @cached_property
    def length(self) -> int:
        """Count its words."""
        return min(sum(len(known.terms) for known in self.analyses), 9999)

    def hit(self, sort_values: Sequence[object], score: float | None) -> Hit:
        """Make the answer."""
        document = self.document
        return Hit(
            class_id=document.class_id,
            id=document.id,
            version=document.version,
            data=document.data,
            created_at=document.created_at,
            updated_at=document.updated_at,
            updated_by=document.updated_by,
            sort_values=sort_values,
            score=score,
        )


def matches(held: Held, wanted: Filter | None) -> bool:
    """Tell whether a filter holds."""
    match wanted:
        case None:
            return True
        case And(parts=parts):
            return all(matches(held, part) for part in parts)
        case Or(parts=parts):
            return any(matches(held, part) for part in parts)
        case Not(part=part):
            return not matches(held, part)
        case Condition():
            return _holds(held.values(wanted.field, wanted.kind), wanted)


def _holds(values: Sequence[Any], wanted: Condition) -> bool:
    if wanted.op == "ne":
        return wanted.value not in values
    if wanted.op == "exists":
        return bool(values) is bool(wanted.value)
    test = _TESTS[wanted.op]
    if wanted.op in _ORDERED:
        return any(test(ranked(wanted.kind, value), ranked(wanted.kind, wanted.value)) for value in values)
    return any(test(value, wanted.value) for value in values)


def ranked(kind: FieldKind, value: Any) -> Any:
    """Give a value's place in the order of its kind, which others may share."""
    rank = _RANKS.get(kind)
    return value if rank is None else rank(value)


def comparable(kind: FieldKind, value: Any) -> Any:
    """Give what sorts as the values of a kind do."""
    return (ranked(kind, value), value) if kind in _RANKS else value


_RANKS: dict[FieldKind, Callable[[Any], Any]] = {**RANKS, "duration": length_of}
_ORDERED = ("gt", "gte", "lt", "lte")
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, asked: bool(value == asked),
    "in": lambda value, asked: value in asked,
    "gt": gt,
    "gte": ge,
    "lt": lt,
    "lte": le,
    "contains": lambda value, asked: fold(asked) in fold(value),
    "prefix": lambda value, asked: fold(value).startswith(fold(asked)),
    "within": inside,
}

_META: dict[str, Callable[[Document], object]] = {
    "_id": lambda document: document.id,
    "_class": lambda document: document.class_id,
    "_version": lambda document: document.version,
    "_created_at": lambda document: document.created_at,
    "_updated_at": lambda document: document.updated_at,
    "_updated_by": lambda document: document.updated_by,
}

"""Where OpenSearch has the values of a field, for measures and groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spice.adapters.engines.figures import MOST_GROUPS, Request
from spice.adapters.engines.groups import Group
from spice.adapters.opensearch.asking.view import EVERYTHING, Clause, View
from spice.adapters.opensearch.documents.layout import GRAIN, MARKS
from spice.adapters.opensearch.documents.slots import META, Slots
from spice.domain.datatypes.kinds import FieldKind
from spice.searching.intervals import EARLY
from spice.searching.number_keys import GRAINS

_PRECISE = 40_000


@dataclass(frozen=True, slots=True)
class OpenSearchColumns:
    """The columns of one view, and what values the fields of a question have."""

    slots: Slots
    known: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, view: View, fields: Sequence[str], query: Clause = EVERYTHING) -> "OpenSearchColumns":
        """Ask what values some fields have; those every instance has are plain."""
        meta = {name for name, _ in META}
        wanted = [(field, mark) for field in dict.fromkeys(fields) if field not in meta for mark in (*GRAINS, EARLY)]
        if not wanted:
            return cls(view.slots, {})
        filters: dict[str, Any] = {
            str(n): {"term": {MARKS: f"{GRAIN}{mark}:{field}"}} for n, (field, mark) in enumerate(wanted)
        }
        request = {"query": query, "size": 0, "aggs": {"marks": {"filters": {"filters": filters}}}}
        buckets = view.ask(request)["aggregations"]["marks"]["buckets"]
        known: dict[str, set[str]] = {}
        for n, (field, mark) in enumerate(wanted):
            if buckets[str(n)]["doc_count"]:
                known.setdefault(field, set()).add(mark)
        return cls(view.slots, {field: frozenset(marks) for field, marks in known.items()})

    def keys(self, field: str, kind: FieldKind) -> Request:
        """Name the column of order keys."""
        return self.slots.keys(field, kind)

    def every(self, field: str, kind: FieldKind) -> tuple[Request, str]:
        """Describe a terms aggregation over the order keys."""
        column, start = self.slots.terms(field, kind)
        return {**column, "size": MOST_GROUPS}, start

    def numbers(self, field: str, kind: FieldKind) -> Request:
        """Name the column of floats."""
        return self.slots.figures(field, kind)

    def marks(self, field: str) -> frozenset[str]:
        """Tell what values of the field there are."""
        return self.known.get(field, frozenset())

    def source(self, group: Group) -> dict[str, Any]:
        """Describe a group for a composite aggregation."""
        field, kind = group.asked.field, group.asked.kind
        if group.origin == "keys":
            return {"terms": {**self.slots.keys(field, kind), "missing_bucket": True}}
        column = self.slots.figures(field, kind, months=group.origin == "months")
        if "script" in column:
            column = {**column, "value_type": "double"}
        return {"histogram": {**column, "interval": float(group.width or 1), "missing_bucket": True}}

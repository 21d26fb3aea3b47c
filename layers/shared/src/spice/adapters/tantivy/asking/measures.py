"""Where tantivy has the values of a field, for measures and groups."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spice.adapters.engines.figures import MOST_GROUPS, Request
from spice.adapters.engines.groups import Group
from spice.adapters.tantivy.asking.view import View
from spice.adapters.tantivy.documents.layout import GRAIN, MONTH, PAIR, column, figures, key_of_field
from spice.domain.datatypes.kinds import FieldKind
from spice.searching.intervals import EARLY
from spice.searching.number_keys import GRAINS


@dataclass(frozen=True)
class TantivyColumns:
    """The columns of one view, and what its values are."""

    view: View

    @cached_property
    def _marks(self) -> dict[str, frozenset[str]]:
        return {}

    def keys(self, field: str, kind: FieldKind) -> Request:
        """Name the column of order keys."""
        return {"field": column(field, kind) + (PAIR if kind == "point" else "")}

    def every(self, field: str, kind: FieldKind) -> tuple[Request, str]:
        """Describe a terms aggregation over the order keys."""
        return {**self.keys(field, kind), "size": MOST_GROUPS, "segment_size": MOST_GROUPS}, ""

    def numbers(self, field: str, kind: FieldKind) -> Request:
        """Name the column of floats."""
        return {"field": figures(field)}

    def marks(self, field: str) -> frozenset[str]:
        """Tell what values of the field there are or have been."""
        if (known := self._marks.get(field)) is None:
            key = key_of_field(field)
            known = frozenset(mark for mark in (*GRAINS, EARLY) if self.view.marked(f"{GRAIN}{mark}:{key}"))
            self._marks[field] = known
        return known

    def source(self, group: Group) -> dict[str, Any]:
        """Describe a group for a composite aggregation."""
        asked = group.asked
        if group.origin == "keys":
            return {"terms": {**self.keys(asked.field, asked.kind), "missing_bucket": True}}
        name = figures(asked.field) + (MONTH if group.origin == "months" else "")
        return {"histogram": {"field": name, "interval": float(group.width or 1), "missing_bucket": True}}

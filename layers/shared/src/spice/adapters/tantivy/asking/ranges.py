"""Ranges of values as tantivy queries."""

from tantivy import Query

from spice.adapters.tantivy.asking.view import View
from spice.adapters.tantivy.documents.layout import column
from spice.domain.datatypes.kinds import FieldKind
from spice.ports.search_facets import Range
from spice.searching.order_keys import key_of, rank_of
from spice.searching.ranks import RANKS


def within_range(view: View, field: str, kind: FieldKind, wanted: Range) -> Query:
    """Match documents with a value from `low` up to `high`, of a number, a time or a kind with a rank."""
    low, high = (None if end is None else rank_of(kind, end) or key_of(kind, end) for end in (wanted.low, wanted.high))
    if low is not None and low == high:
        return Query.empty_query()
    lowest, highest = "*", "*"
    if kind in RANKS:
        # What else the column may hold begins with another letter.
        lowest = str(low or high)[0]
        highest = f"{lowest}z"
    return view.between(column(field, kind), f"[{low or lowest}", f"{high}}}" if high else f"{highest}]")

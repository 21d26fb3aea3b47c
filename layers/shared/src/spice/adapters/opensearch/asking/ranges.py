"""Ranges of values as queries of OpenSearch."""

from spice.adapters.opensearch.asking.view import Clause
from spice.adapters.opensearch.documents.layout import BEHIND, EQUALS, TERMS
from spice.domain.datatypes.kinds import FieldKind
from spice.ports.search_facets import Range
from spice.searching.order_keys import key_of, rank_of


def within_range(field: str, kind: FieldKind, wanted: Range) -> Clause:
    """Match documents with a value from `low` up to `high`, of a number, a time or a kind with a rank."""
    low, high = ("" if end is None else rank_of(kind, end) or key_of(kind, end) for end in (wanted.low, wanted.high))
    above = f"{field}{EQUALS}{high}" if high else field + BEHIND
    return {"range": {TERMS: {"gte": f"{field}{EQUALS}{low}", "lt": above}}}

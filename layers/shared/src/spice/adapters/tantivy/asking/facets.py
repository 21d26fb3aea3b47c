"""Facets: a field's most frequent values."""

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query

from spice.adapters.engines.figures import MOST_GROUPS, too_many_groups
from spice.adapters.engines.long_texts import LongTexts, shown
from spice.adapters.tantivy.asking.view import View
from spice.adapters.tantivy.documents.layout import column
from spice.domain.datatypes.kinds import FieldKind

_SHOWN = 20
_ENOUGH = 200


def facets(
    view: View, query: Query, fields: Sequence[tuple[str, FieldKind]]
) -> Mapping[str, Sequence[tuple[object, int]]]:
    """Count values: the 20 most frequent, the smaller value first among equals."""
    if not fields:
        return {}
    request = {field: _terms(field, kind, _ENOUGH) for field, kind in fields}
    answer = view.aggregate(query, request)
    return {field: _top(view, query, field, kind, answer[field]) for field, kind in fields}


def _terms(field: str, kind: FieldKind, size: int) -> dict[str, Any]:
    return {"terms": {"field": column(field, kind), "size": size, "segment_size": MOST_GROUPS}}


def _top(view: View, query: Query, field: str, kind: FieldKind, counted: Any) -> list[tuple[object, int]]:
    buckets = counted["buckets"]
    if len(buckets) == _ENOUGH and buckets[-1]["doc_count"] == buckets[_SHOWN - 1]["doc_count"]:
        # Equals are cut anywhere: all of them are needed to tell which come first.
        counted = view.aggregate(query, {field: _terms(field, kind, MOST_GROUPS)})[field]
        buckets = counted["buckets"]
    if counted.get("doc_count_error_upper_bound"):
        raise too_many_groups()
    texts = LongTexts(view.reading)
    values = [(texts.whole(field, kind, bucket["key"]), bucket["doc_count"]) for bucket in buckets]
    return [(shown(key), count) for key, count in sorted(values, key=lambda pair: (-pair[1], pair[0]))[:_SHOWN]]

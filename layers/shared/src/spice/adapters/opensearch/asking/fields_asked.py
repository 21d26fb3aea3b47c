"""The fields a question sorts, groups or measures by: those whose column has to be known."""

from collections.abc import Sequence

from spice.adapters.opensearch.documents.slots import Field
from spice.ports.search_index import Aggregation, Query


def fields_asked(asked: Query | Aggregation) -> Sequence[Field]:
    """Name them; filters look at one column for all fields."""
    if isinstance(asked, Query):
        sorts: list[Field] = [(key.field, key.kind) for key in asked.sort if key.field != "_score"]
        return [*sorts, *((facet.field, facet.kind) for facet in asked.facets if facet.has_values)]
    groups: list[Field] = [(group.field, group.kind) for group in asked.group_by]
    return [*groups, *((each.field, each.kind or "number") for each in asked.measures if each.field is not None)]

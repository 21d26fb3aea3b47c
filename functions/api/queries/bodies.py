"""Bodies of reads that need one."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from functions.api.queries.facet_bodies import FacetItem
from spice.application.queries.finding.aggregates import INTERVALS, OPERATIONS, Aggregate
from spice.application.queries.finding.search import Search
from spice.domain.bounds import EXPANSIONS, FACETS, GROUPS, HOPS, MEASURES, PAGE, ROWS, SEARCH_VALUES, SORT_KEYS
from spice.domain.ontology.branches import LONGEST_NAME, MAIN
from spice.domain.ontology.merging.plans import PlanKind
from spice.entrypoints.http.bodies.answers import AllowedAnswers
from spice.entrypoints.http.bodies.body import EdgeModel

_OPERATORS = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "prefix", "exists", "within"]
FILTER: dict[str, Any] = {
    "description": "A condition, or conditions joined by and, or, not.",
    "oneOf": [
        {
            "type": "object",
            "properties": {
                "field": {"type": "string"},
                "op": {"type": "string", "enum": _OPERATORS, "default": "eq"},
                "value": {
                    "description": "As the field's type; a list for in, numbers for within, true or false for exists.",
                    "anyOf": [{"$ref": "#/components/schemas/Value"}],
                },
            },
            "required": ["field", "value"],
            "additionalProperties": False,
        },
        *(
            {
                "type": "object",
                "properties": {word: {"type": "array", "items": {"$ref": "#/components/schemas/Filter"}}},
                "required": [word],
                "additionalProperties": False,
            }
            for word in ("and", "or")
        ),
        {
            "type": "object",
            "properties": {"not": {"$ref": "#/components/schemas/Filter"}},
            "required": ["not"],
            "additionalProperties": False,
        },
    ],
}
"""The schema of a nested filter, for the OpenAPI document's components."""

_Filter = Annotated[dict[str, Any] | None, WithJsonSchema({"x-component": "Filter"})]
_After = Annotated[str | None, WithJsonSchema({"type": "string", "format": "uuid"})]
_Text = Annotated[str, Field(min_length=1)]
_Interval = Annotated[
    Any, WithJsonSchema({"oneOf": [{"enum": list(INTERVALS)}, {"type": "number", "exclusiveMinimum": 0}]})
]
_Percent = Annotated[Any, WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100})]


class _Named(EdgeModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class SearchBody(_Named):
    """A search; all its parts may be left out."""

    most_values: ClassVar[int] = SEARCH_VALUES

    class_: str | None = Field(None, alias="class", min_length=1)
    q: str | None = None
    filter: _Filter = None
    sort: list[_Text] = Field([], max_length=SORT_KEYS)
    facets: list[FacetItem] = Field([], max_length=FACETS)
    highlight: bool = False
    expand: list[_Text] = Field([], max_length=EXPANSIONS)
    limit: int = Field(50, ge=1, le=PAGE)
    cursor: str | None = None
    after: _After = None

    def search(self) -> Search:
        """Give what the use case takes."""
        return Search(
            class_name=self.class_,
            q=self.q,
            body=self.filter,
            sort=self.sort,
            facets=[each.asked() for each in self.facets],
            highlight=self.highlight,
            expand=self.expand,
            limit=self.limit,
            cursor=self.cursor,
            in_body=True,
        )


class GraphStart(_Named):
    """Where a graph begins: one instance, or all of a class that a filter finds."""

    class_: str = Field(alias="class", min_length=1)
    id: str | None = Field(None, min_length=1)
    filter: _Filter = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "GraphStart":
        if self.id is not None and self.filter is not None:
            raise PydanticCustomError("constraint_violated", "give either id or filter")
        return self


class GraphHop(_Named):
    """A relationship, or an inverse, and which way it is taken."""

    relationship: str = Field(min_length=1)
    direction: Literal["out", "in"] = "out"


class GraphBody(_Named):
    """A graph: where it begins, and where it goes from there."""

    most_values: ClassVar[int] = SEARCH_VALUES

    start: GraphStart
    hops: list[GraphHop] = Field([], max_length=HOPS)
    limit: int = Field(50, ge=1, le=PAGE)
    cursor: str | None = None
    at: Annotated[str | None, WithJsonSchema({"type": "string", "format": "date-time"})] = None
    after: _After = None


class Group(_Named):
    """A field to group by; `interval` cuts times (minute … year) and numbers into buckets."""

    field: str = Field(min_length=1)
    interval: _Interval = None
    as_: str | None = Field(None, alias="as", min_length=1)


class Figure(_Named):
    """A figure of each group; its column is called `as`, else `op`, else `op_field`."""

    op: Annotated[str, WithJsonSchema({"type": "string", "enum": list(OPERATIONS)})]
    field: str | None = Field(None, min_length=1)
    as_: str | None = Field(None, alias="as", min_length=1)
    percent: _Percent = None


class AggregateBody(_Named):
    """Figures over groups; without `group_by` one row, without `measures` a count."""

    most_values: ClassVar[int] = SEARCH_VALUES

    class_: str | None = Field(None, alias="class", min_length=1)
    filter: _Filter = None
    group_by: list[Group] = Field([], max_length=GROUPS)
    measures: list[Figure] = Field([], max_length=MEASURES)
    sort: list[_Text] = Field([], max_length=GROUPS + MEASURES)
    limit: int = Field(1000, ge=1, le=ROWS)
    after: _After = None

    def aggregate(self) -> Aggregate:
        """Give what the use case takes."""
        return Aggregate(
            class_name=self.class_,
            filter=self.filter,
            group_by=[_plain(group) for group in self.group_by],
            measures=[_plain(figure) for figure in self.measures] or [{"op": "count"}],
            sort=self.sort,
            limit=self.limit,
        )


def _plain(model: EdgeModel) -> Mapping[str, Any]:
    return model.model_dump(by_alias=True, exclude_none=True)


class GrowBody(_Named):
    """How many partitions a family gets."""

    to: int


class GrowthLimitBody(_Named):
    """Up to how many partitions a family grows by itself while its workers lag; 0: never."""

    grow_up_to: int


class MergePreview(AllowedAnswers):
    """The branches of a merge or a rebase, what was answered already, and what it would be allowed."""

    source: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    target: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] = MAIN
    kind: PlanKind = "merge"

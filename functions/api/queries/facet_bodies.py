"""Facets in the body of a search."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from spice.application.queries.finding.faceting import FacetAsked
from spice.domain.bounds import FACET_RANGES, FACET_SHOWN, FACET_VALUES
from spice.entrypoints.http.bodies.body import EdgeModel

_AS_NAMED = ConfigDict(extra="forbid", strict=True, populate_by_name=False)
_Text = Annotated[str, Field(min_length=1)]
_Scalar = Annotated[Any, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]})]


class RangeBody(EdgeModel):
    """A range of values, written as a write writes them: `from` is in it, `to` is not."""

    model_config = _AS_NAMED

    from_: _Scalar = Field(None, alias="from")
    to: _Scalar = None


class FacetBody(EdgeModel):
    """What to count of a field: its most frequent values, or its values by `ranges`; hits without one, too."""

    field: str = Field(min_length=1)
    size: int | None = Field(None, ge=1, le=FACET_VALUES, description=f"How many values; {FACET_SHOWN} if none.")
    prefix: str | None = Field(None, min_length=1, description="Values that begin so; case is ignored.")
    missing: bool = Field(False, description="Count hits without a value, too: the entry whose value is null, last.")
    ranges: list[RangeBody] = Field([], max_length=FACET_RANGES, description="Not beside size or prefix.")

    def asked(self) -> FacetAsked:
        """Give what the use case takes."""
        ranges = [(each.from_, each.to) for each in self.ranges]
        return FacetAsked(field=self.field, size=self.size, prefix=self.prefix, missing=self.missing, ranges=ranges)


def _named(value: object) -> object:
    return {"field": value} if isinstance(value, str) else value


FacetItem = Annotated[FacetBody, BeforeValidator(_named, json_schema_input_type=_Text | FacetBody)]
"""A field's name alone stands for the facet of its most frequent values."""

"""What answers are made of: their smallest types, each with what the description of the API says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Raw

from spice.domain.errors import CODES

Shape = TypeVar("Shape")


def one_of(*shapes: object) -> Meta:
    """Say that a value has one of several shapes, each described where an answer holds it alone."""
    names = [getattr(shape, "__name__", str(shape)) for shape in shapes]
    return Meta(extra_json_schema={"anyOf": [{"x-component": name} for name in names]})


Value = Annotated[Any, Meta(extra_json_schema={"x-component": "Value"})]
"""The user's own: what it is, the type of its property tells."""
Values = Mapping[str, Value]
Scalar = Annotated[Any, Meta(extra_json_schema={"type": ["string", "number", "boolean", "null"]})]
"""A value that stands in a table's cell."""
Label = str | Mapping[str, str]
"""A text, or texts by language."""
Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Count = Annotated[int, Meta(ge=0)]
Version = Annotated[int, Meta(ge=1)]
Told = Annotated[str, Meta(extra_json_schema={"enum": list(CODES)})]
"""The code of a problem. Not a Code: a log may hold one that nothing raises any more."""


@dataclass(frozen=True, slots=True)
class Written(Generic[Shape]):
    """Something that is JSON already: it goes out as it is."""

    json: Raw

"""What a type of property is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spice.domain.datatypes.admitting import Admits
from spice.domain.datatypes.checking import Check, Spec
from spice.domain.datatypes.home import Home
from spice.domain.datatypes.kinds import FieldKind

Compile = Callable[[Spec], Check]
"""Makes the check of any spec, for types that hold others."""

JsonSchema = Mapping[str, object]
Describe = Callable[[Spec], JsonSchema]
"""Writes the JSON Schema of any spec, for types that hold others."""

Cell = Literal[
    "text",
    "whole",
    "number",
    "boolean",
    "structure",
    "list",
    "day",
    "moment",
    "clock",
    "month",
    "year",
    "site",
    "place",
    "share",
    "dashed",
]
"""What the text of a table's cell is read as before it is sent: a text as it is, JSON in a structure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A rule that a class may add to a type: what it means, how its value is read, which of two asks for less."""

    meaning: str
    read: Check
    admits: Admits
    nothing: object = None
    """The value that asks for nothing, as no constraint does."""


def as_it_is(text: str) -> str:
    """Leave a text alone."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class DataType:
    """A type: what it accepts, what it stores, what a class may demand of it."""

    name: str
    description: str
    accepts: Sequence[str]
    """JSON shapes and spellings, in words."""
    normal_form: str
    examples: Sequence[object]
    build: Callable[[Spec, Compile], Check]
    """Makes the check of a property; slow, done once per property."""
    build_patch: Callable[[Spec, Compile], Check] | None = None
    """Makes the check of a merge patch, where it is another one."""
    kind: FieldKind | None = None
    """How it is searched; None: not at all, or by its parts."""
    parts: Mapping[str, FieldKind] = field(default_factory=dict)
    """Searchable parts of a value: name to kind."""
    main: str | None = None
    """The part that is meant where a filter, a sort or a facet names the whole."""
    asked: Check | None = None
    """Reads a value to compare with, where that is not as a property without constraints does."""
    parts_asked: Mapping[str, Check] = field(default_factory=dict)
    """Reads values to compare parts with, where these have a normal form of their own."""
    fragment: Callable[[str], str] = as_it_is
    """Reads a part of a value that is a text: white space as the type has it."""
    constraints: Mapping[str, Constraint] = field(default_factory=dict)
    constraints_in: Callable[[Home], Mapping[str, Constraint]] | None = None
    """The same where a database is at home, where that decides how values are read."""
    keyable: bool = True
    """May be part of a class's key."""
    widens_to: Sequence[str] = ()
    """The next wider types: each holds all its values, in the same normal form."""
    holds: Literal["items", "properties", "values"] | None = None
    """The field in which a class says what is inside."""
    holds_dates: bool = False
    """Its values are days without a time of day."""
    holds_empty_text: bool = False
    """An empty text is a value; of other types it is absence, as an empty cell is."""
    floating: bool = False
    """Its values are floating-point numbers: elsewhere they are binary ones."""
    cell: Cell = "text"
    closed: bool = False
    """Its values are those of a list: a word for absence may be one of them."""
    json_schema: JsonSchema | Callable[[Spec, Describe], JsonSchema] = field(default_factory=lambda: {"type": "string"})
    """Its normal form as JSON Schema."""

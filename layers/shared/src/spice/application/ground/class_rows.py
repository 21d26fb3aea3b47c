"""Classes as they are stored and answered: documents in the normal form of the ontology's rules.

They are plain mappings, as the repository keeps them; these types say what is in one.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, Required, TypedDict

from msgspec import Struct

from spice.domain.ontology.entries import Operation
from spice.domain.ontology.migrations import MigrationOp
from spice.domain.ontology.severity import Direction, Severity
from spice.messages.shapes import Count, Label, Value

Cardinality = Literal["many_to_one", "one_to_one", "one_to_many", "many_to_many"]


class MemberRow(TypedDict, total=False):
    """A value of an ENUM."""

    id: str
    name: Required[str]
    label: Label
    description: Label


class ItemsRow(TypedDict, total=False):
    """What an ARRAY holds."""

    type: Required[str]
    items: "ItemsRow"
    properties: Sequence["PropertyRow"]
    values: Sequence[MemberRow | str]
    constraints: Mapping[str, Value]


class PropertyRow(ItemsRow, total=False):
    """A property of a class, or of an OBJECT."""

    id: str
    name: Required[str]
    required: bool
    label: Label
    description: Label
    unit: str
    default: Value
    personal: bool
    """Its values are a person's: sealed, and erased with them."""
    subject: str
    """The property or relationship that says whose they are; the instance itself where nothing is said."""


class RelationshipRow(TypedDict, total=False):
    """A relationship of a class."""

    id: str
    name: Required[str]
    target: Required[str]
    cardinality: Cardinality
    required: bool
    on_missing: Literal["allow", "refuse"]
    on_delete: Literal["refuse", "detach", "cascade"]
    inverse: str
    label: Label
    description: Label


class ClassRow(TypedDict, total=False):
    """A class of the ontology."""

    id: Required[str]
    name: Required[str]
    label: Label
    description: Label
    parent: str | None
    abstract: bool
    key: Sequence[str]
    properties: Sequence[PropertyRow]
    relationships: Sequence[RelationshipRow]


class DifferenceRow(TypedDict):
    """One change of an ontology."""

    op: Operation
    path: str
    id: str
    before: Value
    after: Value
    severity: Severity
    reason: str
    breaks: NotRequired[Sequence[Direction]]
    """Whom it breaks, whatever the database holds to: `backward`, what was written; `forward`, who reads as before."""
    migrations: NotRequired[Sequence[MigrationOp]]
    """What brings stored values to it."""


class ChangedClasses(TypedDict):
    """The classes that a command changed, with the commit that it made; null: that it would make."""

    classes: Sequence[ClassRow]
    commit: str | None
    changed: bool
    changes: Sequence[DifferenceRow]
    migration: NotRequired[str]


class ChangedClass(ClassRow, total=False):
    """A class as a command left it, with all the classes that this changed, and the commit that it made."""

    classes: Required[Sequence[ClassRow]]
    commit: Required[str | None]
    changed: Required[bool]
    changes: Required[Sequence[DifferenceRow]]
    migration: str


class NeedRow(Struct, frozen=True, rename={"class_": "class"}):
    """What a breaking change is refused without: one of the migrations, or a waiver of its path."""

    path: str
    class_: str
    property: str | None
    reason: str
    affected: Count
    migrations: Sequence[MigrationOp]
    """Those that would do; none where a waiver alone does."""
    waivable: bool

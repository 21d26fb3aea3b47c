"""What a dry run tells of a command."""

from collections.abc import Sequence
from typing import Generic, Literal, TypeVar

from msgspec import UNSET, Struct, UnsetType, field

from spice.messages.problem import ProblemRow
from spice.messages.shapes import Count

Result = TypeVar("Result")
Difference = TypeVar("Difference")


class Consequence(Struct, frozen=True):
    """An instance that another's end would reach: it ends too, or lets go of what it names."""

    class_: str = field(name="class")
    id: str
    becomes: Literal["deleted", "updated"]


class Rehearsed(Struct, Generic[Result, Difference], frozen=True):
    """What a command would do: the resource that it would leave, and what would differ."""

    type: str
    changed: bool
    result: Result | None
    diff: Sequence[Difference]
    affected: Count | UnsetType = UNSET
    """Instances that a change of the ontology touches."""
    consequences: Sequence[Consequence] | UnsetType = UNSET
    """What the end of an instance would do to those that name it, by commands of their own: the first hundred."""
    more_consequences: bool | UnsetType = UNSET


class RehearsedFailure(Struct, frozen=True, kw_only=True):
    """A line that would fail; without its class and id where many are told."""

    line: Count | None
    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType = UNSET
    errors: Sequence[ProblemRow]

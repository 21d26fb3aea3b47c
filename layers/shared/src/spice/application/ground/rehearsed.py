"""What a dry run tells of a command."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType, field

from spice.messages.problem import ProblemRow
from spice.messages.shapes import Count

Result = TypeVar("Result")
Difference = TypeVar("Difference")


class Rehearsed(Struct, Generic[Result, Difference], frozen=True):
    """What a command would do: the resource that it would leave, and what would differ."""

    type: str
    changed: bool
    result: Result | None
    diff: Sequence[Difference]
    affected: Count | UnsetType = UNSET
    """Instances that a change of the ontology touches."""


class RehearsedFailure(Struct, frozen=True, kw_only=True):
    """A line that would fail; without its class and id where many are told."""

    line: Count | None
    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType = UNSET
    errors: Sequence[ProblemRow]

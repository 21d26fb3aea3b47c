"""Pull requests as the index holds them: what workers decide from, and what people look through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from spice.domain.ontology.pulls.model import PullRequest, Remark, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which pull requests are asked for; all that is said must hold."""

    state: State | None = None
    author: str | None = None
    reviewer: str | None = None
    """Who is asked for a review, or gave a verdict."""
    source: str | None = None
    target: str | None = None


class PullRequests(Protocol):
    """Answers from the index; it is written with the segments that tell of them."""

    def find(self, database: UUID, number: int) -> PullRequest | None:
        """Read one."""
        ...

    def open(self, database: UUID) -> Sequence[PullRequest]:
        """Read all that are open, by number."""
        ...

    def last(self, database: UUID) -> int:
        """Tell the highest number that was given; 0 when there is none."""
        ...

    def listed(self, database: UUID, sought: Sought, *, before: int | None, limit: int) -> Sequence[PullRequest]:
        """List the newest, below a number."""
        ...

    def counts(self, database: UUID, sought: Sought) -> Mapping[State, int]:
        """Count what is sought by state, whatever state is sought; a state that none has is left out."""
        ...

    def remarks(self, database: UUID, number: int) -> Sequence[Remark]:
        """Read what was said in one, oldest first."""
        ...

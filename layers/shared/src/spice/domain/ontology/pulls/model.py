"""A pull request as it stands, and what was said in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

Verdict = Literal["approve", "request_changes", "comment"]
State = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A reviewer's last verdict, and the commit that it was given of."""

    verdict: Verdict
    head: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment, or a review: that has a verdict on a commit. `path`: the place of the difference it speaks of."""

    number: int
    author: str
    at: datetime
    text: str
    verdict: Verdict | None = None
    head: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a pull request ended: by whom, when, why; of a merge the commit, and the heads that it was of."""

    by: str
    at: datetime
    reason: str = ""
    commit: str | None = None
    source_head: str | None = None
    target_head: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request without what was said in it. Branches are meant by their ids: two of one name are two."""

    number: int
    source: str
    source_id: UUID
    target: str
    target_id: UUID
    title: str
    author: str
    created_at: datetime
    updated_at: datetime
    description: str = ""
    reviewers: Sequence[str] = ()
    """Who is asked for a review."""
    state: State = "open"
    version: int = 1
    verdicts: Mapping[str, Standing] = field(default_factory=dict)
    """By reviewer; a comment is no verdict."""
    remarks: int = 0
    comments: int = 0
    characters: int = 0
    """Of all remarks."""
    end: End | None = None

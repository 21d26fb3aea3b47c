"""What reads of commits, branches, differences and merges answer, for the OpenAPI document."""

from typing import Any, Literal

from pydantic import Field

from functions.api.queries.shapes import Class, Commit, Count, Row, Shape

Severity = Literal["compatible", "weakening", "breaking"]


class Difference(Shape):
    """One change of an ontology, and how much it takes away."""

    op: Literal["create", "update", "rename", "delete"]
    path: str
    id: str
    before: Any
    after: Any
    severity: Severity
    reason: str


class CommitWithClasses(Commit):
    """A version of the ontology with its classes, and what it changed of its first parent's."""

    changes: list[Difference]
    classes: list[Class]


class Branch(Shape):
    """A branch of the ontology; ahead of and behind main by so many commits."""

    name: str
    head: str | None
    protected: bool
    required_reviews: Count
    writers: list[str]
    ahead: Count
    behind: Count
    last_commit: Commit | None


class Differences(Shape):
    """What leads from one point of an ontology to another, by levels."""

    from_: str | None = Field(alias="from")
    to: str | None
    commits: list[Commit]
    classes: list[Difference]
    properties: list[Difference]
    summary: Row


class Conflict(Shape):
    """A place that both branches changed; `id` is the same as long as its three values are."""

    id: str
    kind: Literal["edit_edit", "delete_edit", "add_add", "same_name", "still_referenced", "order"]
    path: str
    base: Any
    ours: Any
    theirs: Any
    choices: list[Literal["ours", "theirs", "base", "value"]]
    severity: Severity


class MergePlan(Shape):
    """What a merge would make: ours is the target's, theirs the source's."""

    plan_id: str
    source: str
    target: str
    base: str | None
    source_head: str | None
    target_head: str | None
    stale: bool
    changes: list[Difference]
    conflicts: list[Conflict]
    resolutions: list[Row]
    problems: list[Row]
    affected: Count

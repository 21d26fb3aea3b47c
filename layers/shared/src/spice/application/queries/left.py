"""What commands leave: an instance, classes, a branch, a database, as they were when it was done."""

from collections.abc import Sequence
from typing import Annotated, Any, NotRequired, Required, TypedDict
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, field

from spice.application.ground.branch_rows import BranchSettings
from spice.application.ground.class_rows import ChangedClass, ChangedClasses, DifferenceRow
from spice.application.ground.pull_rows import PullSettings
from spice.application.queries.databases import Compatibility, Role
from spice.application.queries.documents import LastCommit
from spice.domain.refusals import Audited
from spice.messages.shapes import Count, Label, Time, Values, Version, one_of


class InstanceResult(Struct, frozen=True):
    """What became of an instance; without `data` when the command left none. `changed`: whether there is an event."""

    class_: str | UnsetType = field(name="class", default=UNSET)
    id: str | UnsetType = UNSET
    version: Version | UnsetType = UNSET
    changed: bool | UnsetType = UNSET
    data: Values | UnsetType = UNSET
    created_at: Time | UnsetType = UNSET
    updated_at: Time | UnsetType = UNSET
    updated_by: str | UnsetType = UNSET
    erased: Sequence[str] | UnsetType = UNSET
    lost: Sequence[str] | UnsetType = UNSET


class CommitResult(TypedDict, total=False):
    """The commit at which a rollback, a merge or a rebase left its branch; `changes` where it made one, `migration`
    where that migrates instances."""

    commit: Required[str | None]
    changed: Required[bool]
    changes: Sequence[DifferenceRow]
    migration: str


class BranchResult(BranchSettings):
    """A branch as a command left it, and where that is beside main."""

    changed: bool
    ahead: NotRequired[Count]
    behind: NotRequired[Count]
    last_commit: NotRequired[LastCommit | None]


class PullResult(PullSettings, total=False):
    """A pull request as a command left it; `changes` and `migration`: of a merge."""

    changed: Required[bool]
    changes: Sequence[DifferenceRow]
    migration: str


class DatabaseResult(TypedDict, total=False):
    """A database as a command left it, and as it is where it is still to be seen."""

    id: Required[UUID]
    name: Required[str]
    label: Label | None
    description: Label | None
    region: str
    timezone: str
    compatibility: Compatibility
    audit: Audited
    version: Required[Count]
    created_at: Time | None
    created_by: Required[str]
    head: str | None
    role: Role | None
    deleted: bool
    changed: Required[bool]


class ErasureResult(TypedDict):
    """A subject whose keys up to a generation are gone, or who is written under that generation's from now on."""

    subject: str
    generation: Count
    changed: bool


class GrantResult(TypedDict):
    """A subject's role as a command left it; null: none."""

    subject: str
    role: Role | None
    changed: bool


class ReleaseResult(TypedDict):
    """How many parked commands were run, or given up."""

    released: Count


LEFT = (
    *(InstanceResult, ChangedClass, ChangedClasses, CommitResult, BranchResult, PullResult),
    *(DatabaseResult, ErasureResult, GrantResult, ReleaseResult),
)
Left = Annotated[Any, one_of(*LEFT)]
"""What any command may have left."""

"""Branches, rollbacks, merges and rebases as commands, and what becomes of branches as events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spice.domain.ontology.branches import MAIN, Branch
from spice.domain.ontology.merging.resolutions import Resolution

Waivers = Sequence[Mapping[str, object]]
Migrations = Sequence[Mapping[str, object]]


class Allowed(NamedTuple):
    """What a merge may break, and what becomes of values."""

    waive: Waivers = ()
    migrations: Migrations = ()

    def without(self, paths: Sequence[str]) -> "Allowed":
        """Leave out those that paths such as `/waive/0/path` speak of."""
        wrong = {tuple(path.split("/")[1:3]) for path in paths}
        kept = (
            [each for number, each in enumerate(listed) if (name, str(number)) not in wrong]
            for name, listed in zip(self._fields, self, strict=True)
        )
        return Allowed(*kept)


NOTHING = Allowed()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBranch:
    """Make a branch that begins where another one stands, or at a commit. Key: the database's uuid."""

    name: str
    source: str = MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateBranch:
    """Change who may write a branch: `protected`, `required_reviews`, `writers`. Key: the database's uuid."""

    name: str
    patch: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteBranch:
    """End a branch; its commits stay. Key: the database's uuid."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollBack:
    """Make a branch's classes those of a commit that it comes from, by a new commit. Key: the database's uuid."""

    branch: str
    to: str
    message: str = ""
    waive: Waivers = ()
    migrations: Migrations = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeBranches:
    """Merge a branch into another one; every conflict is resolved, or nothing is done. Key: the database's uuid."""

    source: str
    target: str = MAIN
    message: str = ""
    resolutions: Sequence[Resolution] = ()
    waive: Waivers = ()
    migrations: Migrations = ()
    planned: tuple[str | None, str | None] | None = None
    """The heads of source and target that a plan was made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RebaseBranch:
    """Let a branch stand on the head of another one, with all that it changed. Key: the database's uuid."""

    branch: str
    onto: str = MAIN
    message: str = ""
    resolutions: Sequence[Resolution] = ()
    planned: tuple[str | None, str | None] | None = None
    """The heads of the branch and of where it is to stand that a plan was made of."""


BranchCommand = CreateBranch | UpdateBranch | DeleteBranch | RollBack | MergeBranches | RebaseBranch


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchCreated:
    """A branch began."""

    branch: Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchUpdated:
    """Who may write a branch changed."""

    branch: Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchDeleted:
    """A branch ended."""

    branch: Branch

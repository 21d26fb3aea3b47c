"""Branches of an ontology: what they are called, and who may write them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import did_you_mean, shown
from spice.domain.ontology.reading import is_name
from spice.domain.wording import quoted

MAIN = "main"
LONGEST_NAME = 128
MOST_REVIEWS = 20
MOST_WRITERS = 100
_COMMIT = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch. `id`: the command that made it (of main: the database), so that two of one name are two."""

    id: UUID
    name: str
    head: str | None = None
    protected: bool = False
    required_reviews: int = 0
    writers: Sequence[str] = field(default_factory=tuple)
    """Subjects that write it while it is protected."""
    version: int = 1
    deleted: bool = False


def check_branch_name(name: str, path: str = "/name") -> None:
    """Refuse a name that a path or a reference could not carry."""
    # The letters and digits are those of the names of classes, combining marks and all.
    fits = is_name(re.sub("[.-]", "_", name), digit_first=True) and len(name) <= LONGEST_NAME
    if not fits or _COMMIT.fullmatch(name):
        said = f"a branch's name has letters, digits, _ . and -, a letter or digit first, at most {LONGEST_NAME}"
        raise refuse("constraint_violated", f"{said}, and is no commit; {quoted(name)} is none", path=path, value=name)


def no_branch(name: str, known: Iterable[str], path: str = "") -> DomainError:
    """Make the error of a branch that is not among those there are."""
    hint = did_you_mean(name, known)
    return refuse("not_found", f"there is no branch {quoted(name)}", path=path, value=name, hint=hint)


def check_settings(patch: Mapping[str, object]) -> None:
    """Refuse settings of a branch that say nothing; every broken rule is told."""
    problems: list[Problem] = []
    reviews = patch.get("required_reviews", 0)
    if not isinstance(reviews, int) or not 0 <= reviews <= MOST_REVIEWS:
        said = f"required_reviews must be from 0 to {MOST_REVIEWS}"
        problems.append(
            Problem(code="constraint_violated", message=said, path="/required_reviews", value=shown(reviews))
        )
    writers = patch.get("writers", ())
    if not isinstance(writers, list | tuple) or len(writers) > MOST_WRITERS or len({*writers}) != len(writers):
        said = f"writers must list at most {MOST_WRITERS} subjects, each once"
        problems.append(Problem(code="constraint_violated", message=said, path="/writers"))
    if problems:
        raise DomainError(problems)


def check_may_write(branch: Branch, actor: str, *, merging: bool = False) -> None:
    """Refuse who may not write a branch. Reviews are of pull requests: where they are needed, nobody commits or merges
    past those."""
    check_writer(branch, actor, merging=merging)
    if branch.required_reviews and (merging or branch.protected):
        what = "a merge into" if merging else "a commit to"
        said = f"{what} branch {quoted(branch.name)} needs {branch.required_reviews} reviews"
        raise refuse("review_required", said, value=branch.name, hint="propose it in a pull request")


def check_writer(branch: Branch, actor: str, *, merging: bool = False) -> None:
    """Refuse who is none of the writers of a protected branch; where it has none, it is written by merges alone."""
    open_to_all = not branch.protected or (merging and not branch.writers)
    if not open_to_all and actor not in branch.writers:
        said = f"branch {quoted(branch.name)} is protected, and {quoted(actor)} is none of its writers"
        raise refuse("forbidden", said, value=branch.name, hint="commit to a branch of your own, and merge that")


def check_may_set(before: Branch, after: Branch, role: str | None) -> None:
    """Refuse to loosen what protects a branch to all but owners: else whoever it keeps out would lift it first."""
    if role != "owner" and _loosens(before, after):
        said = f"branch {quoted(before.name)} is protected: only an owner loosens that"
        raise refuse("forbidden", said, value=before.name)


def _loosens(before: Branch, after: Branch) -> bool:
    if not before.protected and not before.required_reviews:
        return False
    let_in = {*after.writers} - {*before.writers} or (before.writers and not after.writers)
    fewer = after.required_reviews < before.required_reviews
    return fewer or (before.protected and (not after.protected or bool(let_in)))

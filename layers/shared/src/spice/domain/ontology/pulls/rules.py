"""What may be done with a pull request, and when its target takes it."""

from collections.abc import Mapping, Sequence
from unicodedata import category

from spice.domain.administration import ROLES
from spice.domain.bounds import REASON, REMARK_CHARACTERS, REMARKS, REVIEWERS
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import shown
from spice.domain.ontology.branches import Branch, check_writer
from spice.domain.ontology.pulls.model import PullRequest
from spice.domain.subjects import check_subject
from spice.domain.wording import quoted

LONGEST_TITLE = 200
LONGEST_PATH = 1000
REVIEWS = "modeler"
"""The least role of whose verdict counts."""
Roles = Mapping[str, str]


def check_texts(*, title: str | None, description: str | None, reviewers: Sequence[str] | None, author: str) -> None:
    """Refuse what a pull request cannot say; every broken rule is told."""
    problems: list[Problem] = []
    if title is not None and not _is_line(title):
        said = f"a title is a line of 1 to {LONGEST_TITLE} characters"
        problems.append(Problem(code="constraint_violated", message=said, path="/title", value=shown(title)))
    if description is not None and len(description) > REASON:
        said = f"a description has at most {REASON} characters"
        problems.append(Problem(code="constraint_violated", message=said, path="/description"))
    if problems := [*problems, *_of_reviewers(reviewers or (), author)]:
        raise DomainError(problems)


def _is_line(title: str) -> bool:
    fits = len(title.strip()) > 0 and len(title) <= LONGEST_TITLE
    return fits and not any(category(char) in ("Cc", "Cs", "Zl", "Zp") for char in title)


def _of_reviewers(reviewers: Sequence[str], author: str) -> list[Problem]:
    problems = [
        problem for number, each in enumerate(reviewers) for problem in check_subject(each, f"/reviewers/{number}")
    ]
    if len(reviewers) > REVIEWERS or len({*reviewers}) != len(reviewers):
        said = f"reviewers must list at most {REVIEWERS} subjects, each once"
        problems.append(Problem(code="constraint_violated", message=said, path="/reviewers"))
    if author in reviewers:
        said = f"{quoted(author)} opened the pull request, and does not review it"
        at = f"/reviewers/{list(reviewers).index(author)}"
        problems.append(Problem(code="constraint_violated", message=said, path=at, value=author))
    return problems


def check_open(pull: PullRequest) -> None:
    """Refuse what is done with an open pull request alone."""
    if pull.state != "open":
        hint = "open it again first" if pull.state == "closed" else None
        said = f"pull request {pull.number} is {pull.state}"
        raise refuse("constraint_violated", said, value=pull.state, hint=hint)


def check_room(pull: PullRequest, text: str) -> None:
    """Refuse a remark that says nothing, or for which there is no room."""
    if len(text) > REASON:
        raise refuse("constraint_violated", f"a comment has at most {REASON} characters", path="/comment")
    if pull.remarks >= REMARKS or pull.characters + len(text) > REMARK_CHARACTERS:
        said = f"a pull request takes {REMARKS} comments and reviews of {REMARK_CHARACTERS} characters together"
        raise refuse("constraint_violated", said, path="/comment", hint="go on in another pull request")


def standing_verdicts(pull: PullRequest, source_head: str | None, roles: Roles) -> Mapping[str, str]:
    """Tell whose verdict holds: of the source as it is, of who may review still, and not of the author."""
    return {
        reviewer: standing.verdict
        for reviewer, standing in pull.verdicts.items()
        if reviewer != pull.author and standing.head == source_head and may_review(roles.get(reviewer))
    }


def may_review(role: str | None) -> bool:
    """Tell whether a verdict of somebody with this role counts."""
    return role is not None and ROLES.index(role) >= ROLES.index(REVIEWS)


def reviews_missing(target: Branch, verdicts: Mapping[str, str]) -> Problem | None:
    """Tell what reviews a target still needs, if any."""
    if not target.required_reviews:
        return None
    against = sorted(reviewer for reviewer, verdict in verdicts.items() if verdict == "request_changes")
    approvals = sum(verdict == "approve" for verdict in verdicts.values())
    if not against and approvals >= target.required_reviews:
        return None
    asked = f", and {', '.join(map(quoted, against))} asked for changes" if against else ""
    said = f"branch {quoted(target.name)} needs {target.required_reviews} approvals, {approvals} hold{asked}"
    hint = "an approval is of the source as it stood: what moved since is approved again"
    return Problem(code="review_required", message=said, value=target.name, hint=hint)


def check_may_merge(pull: PullRequest, target: Branch, source_head: str | None, actor: str, roles: Roles) -> None:
    """Refuse a merge by who may not write the target, and one that is not reviewed."""
    check_writer(target, actor, merging=True)
    if missing := reviews_missing(target, standing_verdicts(pull, source_head, roles)):
        raise DomainError(missing)


def number_in(text: str) -> int:
    """Read the number of a pull request in a path."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise refuse("not_found", f"there is no pull request {quoted(text)}", value=shown(text))
    return int(text)


def no_pull(number: int) -> DomainError:
    """Make the error of a pull request that is not there."""
    return refuse("not_found", f"there is no pull request {number}", value=number)

"""Pull requests as they are kept in results of commands: plain mappings, with types that say what is in them."""

from collections.abc import Sequence
from typing import TypedDict

from spice.domain.ontology.pulls.model import PullRequest, State
from spice.messages.shapes import Count, Version


class PullSettings(TypedDict):
    """A pull request as far as it is known without its branches; `commit` where it was merged."""

    number: Count
    source: str
    target: str
    title: str
    description: str
    author: str
    reviewers: Sequence[str]
    state: State
    version: Version
    commit: str | None


def pull_settings(pull: PullRequest) -> PullSettings:
    """Write a pull request as the contract has it, as far as it is known here."""
    return PullSettings(
        number=pull.number,
        source=pull.source,
        target=pull.target,
        title=pull.title,
        description=pull.description,
        author=pull.author,
        reviewers=list(pull.reviewers),
        state=pull.state,
        version=pull.version,
        commit=pull.end.commit if pull.end else None,
    )

"""State is a fold: a pull request after an event, and the remark that the event holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from spice.domain.ontology.pulls.commands import (
    PullEvent,
    PullRequestCommented,
    PullRequestMerged,
    PullRequestOpened,
    PullRequestReviewed,
)
from spice.domain.ontology.pulls.model import End, PullRequest, Remark, Standing


def evolve(pull: PullRequest | None, event: PullEvent, *, actor: str, at: datetime) -> PullRequest:
    """Compute the state after one event; ValueError for one that follows nothing."""
    if isinstance(event, PullRequestOpened):
        return _opened(event, actor, at)
    if pull is None:
        raise ValueError(f"pull request {event.number} was not opened")
    pull = replace(pull, version=pull.version + 1, updated_at=at)
    if isinstance(event, PullRequestMerged):
        end = End(by=actor, at=at, commit=event.commit, source_head=event.source_head, target_head=event.target_head)
        return replace(pull, state="merged", end=end)
    if isinstance(event, PullRequestReviewed | PullRequestCommented):
        return _spoken(pull, event, actor)
    end = End(by=actor, at=at, reason=event.reason, source_head=event.source_head, target_head=event.target_head)
    return _patched(pull, event.patch, end)


def remark_of(pull: PullRequest, event: PullEvent, *, actor: str, at: datetime) -> Remark | None:
    """Read what an event said, if it did; `pull` is the state after it."""
    if isinstance(event, PullRequestReviewed):
        return Remark(
            number=pull.remarks, author=actor, at=at, text=event.comment, verdict=event.verdict, head=event.head
        )
    if isinstance(event, PullRequestCommented):
        return Remark(number=pull.remarks, author=actor, at=at, text=event.comment, path=event.path)
    return None


def _opened(event: PullRequestOpened, actor: str, at: datetime) -> PullRequest:
    return PullRequest(
        number=event.number,
        source=event.source,
        source_id=event.source_id,
        target=event.target,
        target_id=event.target_id,
        title=event.title,
        description=event.description,
        reviewers=tuple(event.reviewers),
        author=actor,
        created_at=at,
        updated_at=at,
    )


def _spoken(pull: PullRequest, event: PullRequestReviewed | PullRequestCommented, actor: str) -> PullRequest:
    pull = replace(pull, remarks=pull.remarks + 1, characters=pull.characters + len(event.comment))
    if isinstance(event, PullRequestCommented):
        return replace(pull, comments=pull.comments + 1)
    if event.verdict == "comment":
        return pull
    return replace(pull, verdicts={**pull.verdicts, actor: Standing(verdict=event.verdict, head=event.head)})


def _patched(pull: PullRequest, patch: Mapping[str, Any], end: End) -> PullRequest:
    given = dict(patch)
    if "reviewers" in given:
        given["reviewers"] = tuple(given["reviewers"])
    if "state" in given:
        given["end"] = end if given["state"] == "closed" else None
    return replace(pull, **given)

"""Pull requests as events leave them: folded, counted, sought, and given up with the index."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import pytest

from spice.domain.ontology.pulls.commands import (
    PullEvent,
    PullRequestCommented,
    PullRequestMerged,
    PullRequestOpened,
    PullRequestReviewed,
    PullRequestUpdated,
)
from spice.domain.ontology.pulls.model import Standing
from spice.messages.segment import Line
from spice.ports.pull_requests import Sought
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE, Writer, administered

SHARD = "ontology-0000"


def told(event: PullEvent, at: int = 0) -> Line:
    """An event as a segment holds it."""
    return administered(type(event).__name__, str(DATABASE), at=at, **asdict(event))


def opened(number: int, **more: Any) -> PullRequestOpened:
    """The beginning of one."""
    usual: dict[str, Any] = {"source": "try", "source_id": UUID(int=number), "target": "main", "target_id": DATABASE}
    return PullRequestOpened(**{**usual, "number": number, "title": f"t{number}", **more})


@pytest.fixture
def writer(stores: Stores) -> Writer:
    return Writer(stores, shard=SHARD)


def test_events_are_folded_in_their_order(stores: Stores, writer: Writer) -> None:
    writer.write(told(opened(1, reviewers=("lee",))), told(PullRequestUpdated(number=1, patch={"title": "새"}), at=1))
    writer.write(told(PullRequestReviewed(number=1, verdict="approve", comment="ok", head="c1")))
    writer.write(told(PullRequestCommented(number=1, comment="왜?", path="/Flight")))
    writer.write(told(PullRequestMerged(number=1, commit="c3", source_head="c1", target_head="c2")))

    pull = stores.ports.pulls.find(DATABASE, 1)

    assert pull is not None
    assert (pull.title, pull.version, pull.state, list(pull.reviewers)) == ("새", 5, "merged", ["lee"])
    assert pull.verdicts == {"kim": Standing(verdict="approve", head="c1")}
    assert (pull.remarks, pull.comments, pull.characters) == (2, 1, 4)
    assert pull.end is not None
    assert (pull.end.commit, pull.end.by, pull.end.at) == ("c3", "kim", writer.head.recorded_at)
    said = stores.ports.pulls.remarks(DATABASE, 1)
    assert [(each.number, each.verdict, each.path, each.text) for each in said] == [
        (1, "approve", None, "ok"),
        (2, None, "/Flight", "왜?"),
    ]


def test_numbers_are_counted_by_database(stores: Stores, writer: Writer) -> None:
    pulls = stores.ports.pulls
    before = pulls.last(DATABASE)
    writer.write(told(opened(1)), told(opened(2), at=1))

    assert (before, pulls.last(DATABASE), pulls.last(UUID(int=1))) == (0, 2, 0)
    assert pulls.find(DATABASE, 3) is None
    assert pulls.find(UUID(int=1), 1) is None
    assert (pulls.remarks(DATABASE, 1), pulls.remarks(DATABASE, 3)) == ([], [])


def test_what_is_sought_is_listed_and_counted(stores: Stores, writer: Writer) -> None:
    pulls = stores.ports.pulls
    writer.write(told(opened(1, reviewers=("lee",))), told(opened(2, source="other"), at=1), told(opened(3), at=2))
    writer.write(told(PullRequestUpdated(number=1, patch={"state": "closed"}, source_head="c1")))
    writer.write(told(PullRequestReviewed(number=2, verdict="request_changes")))

    def numbers(before: int | None = None, limit: int = 10, **sought: Any) -> list[int]:
        return [pull.number for pull in pulls.listed(DATABASE, Sought(**sought), before=before, limit=limit)]

    assert numbers() == [3, 2, 1]
    assert (numbers(limit=2), numbers(before=2)) == ([3, 2], [1])
    assert (numbers(state="open"), numbers(state="closed"), numbers(state="merged")) == ([3, 2], [1], [])
    assert (numbers(reviewer="lee"), numbers(reviewer="kim"), numbers(author="kim")) == ([1], [2], [3, 2, 1])
    assert (numbers(source="other"), numbers(target="main", state="open")) == ([2], [3, 2])
    assert pulls.counts(DATABASE, Sought(state="open")) == {"open": 2, "closed": 1}
    assert pulls.counts(DATABASE, Sought(reviewer="lee")) == {"closed": 1}
    assert pulls.counts(UUID(int=1), Sought()) == {}
    assert [pull.number for pull in pulls.open(DATABASE)] == [2, 3]


def test_one_that_is_opened_again_has_not_ended(stores: Stores, writer: Writer) -> None:
    writer.write(told(opened(1)))
    for state in ("closed", "open"):
        writer.write(told(PullRequestUpdated(number=1, patch={"state": state, "reviewers": ["lee"]})))

    pull = stores.ports.pulls.find(DATABASE, 1)

    assert pull is not None
    assert (pull.state, pull.end, list(pull.reviewers)) == ("open", None, ["lee"])


def test_they_go_with_the_index_and_come_again_from_the_log(stores: Stores, writer: Writer) -> None:
    pulls, beside = stores.ports.pulls, stores.ports.next_index
    lines = (told(opened(1)), told(PullRequestCommented(number=1, comment="x"), at=1))
    writer.write(*lines)
    before = (pulls.find(DATABASE, 1), pulls.remarks(DATABASE, 1))

    beside.begin(go_on=False)
    Writer(stores, shard=SHARD, beside=True).write(*lines)
    beside.swap(lambda: None)
    again = (pulls.find(DATABASE, 1), pulls.remarks(DATABASE, 1))
    stores.ports.model.forget()

    assert again == before
    assert (pulls.last(DATABASE), pulls.open(DATABASE), pulls.remarks(DATABASE, 1)) == (0, [], [])

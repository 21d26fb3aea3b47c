"""Drafts of merges: kept by source and target, guarded by their version, untouched by what becomes of the index."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest

from spice.domain.errors import DomainError
from spice.domain.ontology.branch_commands import Allowed
from spice.domain.ontology.merging.resolutions import Resolution
from spice.ports.merge_drafts import MergeDraft
from tests.contract.conftest import Stores
from tests.contract.segments import DATABASE
from tests.support.memory_platform import START

ANSWERS = (
    Resolution(conflict_id="a", choice="ours", reason="왜냐하면"),
    Resolution(conflict_id="b", choice="value", value={"minimum": Decimal("1.10"), "list": [1, None]}),
)
ALLOWED = Allowed(
    [{"path": "/Thing/properties/n", "reason": "왜냐하면"}],
    [{"op": "default", "class": "Thing", "property": "n", "value": Decimal("1.50")}],
)


def a_draft(*answers: Resolution, by: str = "kim", at: datetime = START) -> MergeDraft:
    return MergeDraft(resolutions=list(answers), version=1, by=by, at=at)


def test_the_last_draft_of_two_branches_is_kept(stores: Stores) -> None:
    drafts = stores.ports.drafts
    before = drafts.find(DATABASE, "try", "main")
    drafts.keep(DATABASE, "try", "main", a_draft(), expected_version=None)

    draft = replace(a_draft(*ANSWERS, by="lee"), allowed=ALLOWED)
    kept = drafts.keep(DATABASE, "try", "main", draft, expected_version=None)

    found = drafts.find(DATABASE, "try", "main")
    assert before is None
    assert found == kept == replace(draft, version=2)
    assert drafts.find(DATABASE, "main", "try") is drafts.find(UUID(int=1), "try", "main") is None


@pytest.mark.parametrize("expected", [0, 2])
def test_a_draft_that_is_not_as_expected_is_left_as_it_is(stores: Stores, expected: int) -> None:
    drafts = stores.ports.drafts
    drafts.keep(DATABASE, "try", "main", a_draft(), expected_version=0)

    with pytest.raises(DomainError) as refused:
        drafts.keep(DATABASE, "try", "main", a_draft(*ANSWERS), expected_version=expected)

    assert refused.value.code == "version_conflict"
    assert drafts.find(DATABASE, "try", "main") == a_draft()


def test_a_version_of_what_is_not_there_is_refused(stores: Stores) -> None:
    with pytest.raises(DomainError):
        stores.ports.drafts.keep(DATABASE, "try", "main", a_draft(), expected_version=1)

    assert stores.ports.drafts.find(DATABASE, "try", "main") is None


def test_of_many_that_expect_the_same_one_is_kept(stores: Stores) -> None:
    def keep(number: int) -> bool:
        try:
            stores.ports.drafts.keep(DATABASE, "try", "main", a_draft(by=f"{number}"), expected_version=0)
        except DomainError:
            return False
        return True

    answers = stores.at_once([partial(keep, number) for number in range(6)])

    assert answers.count(True) == 1


def test_drafts_outlive_the_index_and_end_by_age(stores: Stores) -> None:
    drafts, now = stores.ports.drafts, datetime.now(UTC)
    drafts.keep(DATABASE, "try", "main", a_draft(*ANSWERS, at=stores.ports.now()), expected_version=None)
    drafts.keep(DATABASE, "old", "main", a_draft(at=min(now, START) - timedelta(days=91)), expected_version=None)

    stores.ports.model.forget()
    expired = stores.ports.retention.expire()

    assert expired["merge_drafts"] == 1
    assert drafts.find(DATABASE, "old", "main") is None
    assert drafts.find(DATABASE, "try", "main") is not None

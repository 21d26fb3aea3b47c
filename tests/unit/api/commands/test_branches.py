"""Writes of branches that are waited for: what they answer, where it is, and what the document says of it."""

from typing import Any

import pytest

from tests.support.api_client import ApiClient, Reply
from tests.support.command_world import DATABASE, WAIT, CommandWorld
from tests.support.described import described

BRANCHES, MERGES, PERSON = "/database/hr/branches", "/database/hr/merges", "/database/hr/ontology/Person"
SETTINGS = {"protected": False, "required_reviews": 0, "writers": []}


def result(reply: Reply, status: int = 200) -> Any:
    assert reply.status == status, reply.body
    return reply.data["result"]


def test_a_branch_that_is_made_in_time_is_where_the_answer_says(owner: ApiClient, world: CommandWorld) -> None:
    head = world.ontology.head(DATABASE)

    made = owner.post(BRANCHES, {"name": "새-길"}, headers=WAIT)

    told = result(made, 201)
    last = told.pop("last_commit")
    assert told == {"name": "새-길", "head": head, **SETTINGS, "changed": True, "ahead": 0, "behind": 0}
    assert last["commit"] == head
    assert made.headers["Location"] == "/api/v1/database/hr/branches/%EC%83%88-%EA%B8%B8"
    assert made.headers["ETag"] == f'"{head}"'


def test_what_moves_a_branch_answers_the_commit_where_it_stands(owner: ApiClient) -> None:
    first = owner.post(BRANCHES, {"name": "try"}, headers=WAIT).headers["ETag"].strip('"')
    changed = result(owner.call("PATCH", f"{PERSON}?branch=try", {"label": "Human"}, headers=WAIT))

    merged = owner.post(MERGES, {"source": "try"}, headers=WAIT)
    back = owner.post(f"{BRANCHES}/main/rollback", {"to": first}, headers=WAIT)
    again = owner.post(f"{BRANCHES}/main/rollback", {"to": first}, headers=WAIT)
    rebased = owner.post(f"{BRANCHES}/try/rebase", {}, headers=WAIT)

    assert result(merged)["changes"] == changed["changes"]
    for reply in (merged, back, again, rebased):
        assert reply.headers["ETag"] == f'"{result(reply)["commit"]}"'
    assert result(again) == {"commit": result(back)["commit"], "changed": False}


def test_a_branch_is_told_as_a_change_of_it_left_it(owner: ApiClient) -> None:
    owner.post(BRANCHES, {"name": "try"}, headers=WAIT)
    patch = {"protected": True, "required_reviews": 2, "writers": ["lee"]}

    told = [result(owner.call("PATCH", f"{BRANCHES}/try", patch, headers=WAIT)) for _ in range(2)]
    opened = result(owner.call("PATCH", f"{BRANCHES}/try", {"protected": False}, headers=WAIT))
    gone = result(owner.delete(f"{BRANCHES}/try", headers=WAIT))

    assert [each["changed"] for each in told] == [True, False]
    assert patch.items() <= told[0].items()
    assert gone == opened == {**told[0], "protected": False}


def test_a_commit_that_needs_reviews_is_shown_as_it_failed(owner: ApiClient) -> None:
    owner.call(
        "PATCH", f"{BRANCHES}/main", {"protected": True, "writers": ["lee"], "required_reviews": 1}, headers=WAIT
    )

    refused = owner.call("PATCH", PERSON, {"label": "Human"}, headers=WAIT)

    assert (refused.status, refused.codes, refused.data["state"]) == (409, ["review_required"], "FAILED")


def test_a_dry_run_tells_what_a_branch_would_be(owner: ApiClient) -> None:
    told = owner.post(f"{BRANCHES}?dry_run=true", {"name": "try"}).data
    refused = owner.post(f"{BRANCHES}?dry_run=true", {"name": "main"}).data

    assert (told["type"], told["changed"], told["result"]["name"], told["diff"]) == ("CreateBranch", True, "try", [])
    assert (refused["changed"], [each["code"] for each in refused["errors"]]) == (False, ["already_exists"])


@pytest.mark.parametrize(
    ("path", "method", "codes"),
    [
        (BRANCHES, "post", {"already_exists", "constraint_violated", "forbidden", "not_found"}),
        (f"{BRANCHES}/{{branch}}", "delete", {"constraint_violated", "version_conflict", "not_found"}),
        (f"{BRANCHES}/{{branch}}/rollback", "post", {"breaking_change", "review_required"}),
        (f"{BRANCHES}/{{branch}}/rebase", "post", {"merge_conflict", "review_required"}),
        (MERGES, "post", {"merge_conflict", "stale_plan", "review_required", "breaking_change"}),
        (f"{MERGES}/preview", "post", {"not_found", "constraint_violated"}),
        (PERSON.replace("Person", "{class}"), "patch", {"review_required", "breaking_change"}),
    ],
)
def test_the_document_lists_the_rules_that_a_write_of_a_branch_may_break(
    path: str, method: str, codes: set[str]
) -> None:
    operation = described()["paths"]["/api/v1" + path.replace("/hr", "/{db}")][method]

    assert codes <= set(operation["x-codes"])


def test_the_document_says_what_differences_and_conflicts_may_be() -> None:
    schemas = described()["components"]["schemas"]

    difference, conflict = schemas["Difference"]["properties"], schemas["Conflict"]["properties"]

    assert set(difference["op"]["enum"]) == {"create", "update", "rename", "delete"}
    assert set(difference["severity"]["enum"]) == {"compatible", "weakening", "breaking"}
    assert set(conflict["choices"]["items"]["enum"]) == {"ours", "theirs", "base", "value"}
    assert len(conflict["kind"]["enum"]) == 6
    assert schemas["MergePlan"]["properties"]["conflicts"]["items"] == {"$ref": "#/components/schemas/Conflict"}
    assert schemas["Differences"]["required"] == sorted(schemas["Differences"]["properties"])

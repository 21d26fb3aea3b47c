"""Pull requests: opened, talked about, reviewed, merged, closed; what a target's protection asks of them."""

import pytest

from tests.flow.branches.branching import DB, add, answers, branch, describe, done, failed, names, read
from tests.flow.branches.proposing import (
    PULLS,
    as_user,
    checks,
    checks_of,
    listed,
    merge_it,
    propose,
    pull,
    refused,
    review,
    somebody,
)
from tests.flow.conftest import Air
from tests.flow.projecting.test_rebuild import rebuild

FARE = {"name": "fare", "type": "xsd:decimal"}


def test_a_pull_request_is_opened_talked_about_and_merged(air: Air) -> None:
    branch(air, "try")
    head = add(air, "Flight", "try", **FARE)["commit"]
    lee = somebody(air, "lee")

    number = propose(air, description="more money", reviewers=["lee"])
    opened = pull(air)
    done(lee, "POST", f"{PULLS}/1/comments", {"comment": "which currency?", "path": "/Flight/properties/fare"})
    review(lee, comment="fine")
    made = merge_it(air)

    assert number == 1
    assert (opened["state"], opened["mergeable"], opened["ahead"], opened["behind"]) == ("open", True, 1, 0)
    assert (opened["author"], opened["reviewers"], opened["source_head"]) == ("kim", ["lee"], head)
    assert list(checks_of(opened).values()) == [True] * 4
    told = pull(air)
    assert (told["state"], told["commit"], told["ended_by"], told["mergeable"]) == (
        "merged",
        made["commit"],
        "kim",
        False,
    )
    assert [(each["author"], each["path"], each["stale"]) for each in told["comments"]] == [
        ("lee", "/Flight/properties/fare", False)
    ]
    assert [(each["reviewer"], each["verdict"], each["commit"], each["stale"]) for each in told["reviews"]] == [
        ("lee", "approve", head, False)
    ]
    assert names(air, "Flight")[-1] == "fare"
    commit = read(air, f"/commits/{made['commit']}")
    assert (commit["message"], commit["parents"][1]) == ("merge pull request 1: take try", head)
    assert refused(air) == ["stale_plan"]


def test_from_two_branches_over_a_conflict_to_instances(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    describe(air, "Flight", "try", label="Flug")
    describe(air, "Flight", label="Vol")
    propose(air)

    before, (conflict,) = pull(air), failed(air, "POST", f"{PULLS}/1/merge", {})
    plan = read(air, f"/merges/plans/{before['plan_id']}")

    assert (before["mergeable"], checks(air)["conflicts"]) == (False, False)
    assert (conflict["code"], conflict["value"]) == ("merge_conflict", plan["conflicts"][0])
    merge_it(air, resolutions=answers(plan, "theirs"), plan_id=plan["plan_id"])
    assert read(air, "/ontology/Flight")["label"] == "Flug"
    assert air.put("Flight", "1", number=1, fare=2).data["state"] == "COMPLETED"
    wrong = air.client.call("PUT", f"{DB}/instances/Flight/2", {"data": {"number": 2, "fare": "much"}})
    assert (wrong.status, wrong.codes) == (422, ["wrong_type"])


def test_a_target_that_needs_reviews_takes_none_that_is_not_approved(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    lee, roh = somebody(air, "lee"), somebody(air, "roh")
    done(air, "PATCH", "/branches/main", {"protected": True, "required_reviews": 2})
    propose(air)

    assert refused(air) == ["review_required"]
    assert (pull(air)["mergeable"], checks(air)["reviews"]) == (False, False)
    assert failed(air, "POST", f"{PULLS}/1/reviews", {"verdict": "approve"})[0]["code"] == "forbidden"
    review(lee)
    review(lee)
    assert (refused(air), pull(air)["approvals"]) == (["review_required"], 1)
    review(roh, "request_changes", comment="why?")
    assert refused(air) == ["review_required"]
    review(roh)
    assert (pull(air)["mergeable"], pull(air)["approvals"]) == (True, 2)
    assert merge_it(air)["state"] == "merged"


def test_an_approval_is_of_the_source_as_it_stood(air: Air) -> None:
    branch(air, "try")
    seen = add(air, "Flight", "try", **FARE)["commit"]
    lee = somebody(air, "lee")
    done(air, "PATCH", "/branches/main", {"protected": True, "required_reviews": 1})
    propose(air)
    review(lee)
    add(air, "Flight", "try", name="tax", type="xsd:decimal")

    assert [each["stale"] for each in pull(air)["reviews"]] == [True]
    assert refused(air) == ["review_required"]
    late = failed(lee, "POST", f"{PULLS}/1/reviews", {"verdict": "approve", "commit": seen})
    assert [each["code"] for each in late] == ["stale_plan"]
    review(lee)
    assert [each["stale"] for each in pull(air)["reviews"]] == [True, False]
    assert merge_it(air)["changed"]


def test_an_approval_of_who_may_not_review_any_more_does_not_count(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    lee = somebody(air, "lee")
    done(air, "PATCH", "/branches/main", {"protected": True, "required_reviews": 1})
    propose(air)
    review(lee)

    done(air, "PUT", "/grants/lee", {"role": "editor"})

    assert (refused(air), pull(air)["approvals"]) == (["review_required"], 0)


def test_nothing_writes_a_protected_branch_past_its_pull_requests(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    first = read(air, "/branches/main")["head"]
    describe(air, "Airport", label="A")
    lee = somebody(air, "lee")
    branch(air, "safe")
    for name in ("main", "safe"):
        done(air, "PATCH", f"/branches/{name}", {"protected": True, "required_reviews": 1, "writers": ["lee", "kim"]})
    settings = read(air, "/branches")

    for method, url, body, code in (
        ("PATCH", "/ontology/Flight", {"label": "x"}, "review_required"),
        (
            "POST",
            "/ontology/changes",
            {"message": "x", "changes": [{"op": "delete", "name": "Flight"}]},
            "review_required",
        ),
        ("POST", "/merges", {"source": "try"}, "review_required"),
        ("POST", "/branches/main/rollback", {"to": first}, "review_required"),
        ("POST", "/branches/safe/rebase", {"onto": "try"}, "review_required"),
        ("DELETE", "/branches/safe", None, "constraint_violated"),
        ("PATCH", "/branches/main", {"protected": False}, "forbidden"),
        ("PATCH", "/branches/main", {"required_reviews": 0}, "forbidden"),
        ("PATCH", "/branches/main", {"writers": ["lee", "kim", "roh"]}, "forbidden"),
        ("PATCH", "/branches/main", {"writers": []}, "forbidden"),
    ):
        assert [each["code"] for each in failed(lee, method, url, body)] == [code], (method, url)

    assert read(air, "/branches") == settings
    assert done(lee, "PATCH", "/branches/main", {"required_reviews": 2, "writers": ["lee"]})["required_reviews"] == 2
    assert done(air, "PATCH", "/branches/main", {"protected": False, "required_reviews": 0})["changed"]


def test_who_is_no_writer_of_the_target_does_not_merge_into_it(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    lee = somebody(air, "lee")
    done(air, "PATCH", "/branches/main", {"protected": True, "writers": ["kim"]})
    propose(lee)

    assert refused(lee) == ["forbidden"]
    assert merge_it(air)["state"] == "merged"


def test_of_two_branches_one_pull_request_is_open(air: Air) -> None:
    branch(air, "try")
    branch(air, "other")
    body = {"source": "try", "target": "main", "title": "t"}
    accepted = [air.client.post(DB + PULLS, body) for _ in range(2)]
    air.platform.settle()
    outcomes = [air.client.get(f"/commands/{each.data['command_id']}").data for each in accepted]

    assert [each["state"] for each in outcomes] == ["COMPLETED", "FAILED"]
    assert outcomes[1]["errors"][0]["code"] == "already_exists"
    assert failed(air, "POST", PULLS, body)[0]["code"] == "already_exists"
    assert propose(air, "other") == 2
    assert done(air, "PATCH", f"{PULLS}/1", {"state": "closed"})["state"] == "closed"
    assert done(air, "POST", PULLS, body)["number"] == 3
    assert failed(air, "PATCH", f"{PULLS}/1", {"state": "open"})[0]["code"] == "already_exists"
    done(air, "PATCH", f"{PULLS}/3", {"state": "closed"})
    assert done(air, "PATCH", f"{PULLS}/1", {"state": "open"})["state"] == "open"
    assert refused(air, 3) == ["constraint_violated"]


@pytest.mark.parametrize("gone", ["try", "into"])
def test_what_loses_a_branch_is_closed_and_says_so(air: Air, gone: str) -> None:
    branch(air, "into")
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    propose(air, target="into")
    before = read(air, f"{PULLS}/1/diff")

    done(air, "DELETE", f"/branches/{gone}")
    branch(air, gone)

    told = pull(air)
    assert (told["state"], told["ended_because"]) == ("closed", f"branch '{gone}' was deleted")
    assert read(air, f"{PULLS}/1/diff") == before
    assert failed(air, "PATCH", f"{PULLS}/1", {"state": "open"})[0]["code"] == "not_found"
    assert refused(air) == ["constraint_violated"]
    assert propose(air, target="into") == 2


def test_a_merge_of_the_two_branches_merges_their_pull_request(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    propose(air)

    made = done(air, "POST", "/merges", {"source": "try", "target": "main", "message": "m"})

    assert (pull(air)["state"], pull(air)["commit"]) == ("merged", made["commit"])
    paths = [each["path"] for each in read(air, f"{PULLS}/1/diff")["properties"]]
    assert paths == ["/Flight/properties/fare"]


def test_pull_requests_are_listed_by_state_author_and_reviewer(air: Air) -> None:
    lee = somebody(air, "lee")
    for name in ("a", "b", "c"):
        branch(air, name)
        add(air, "Flight", name, name=f"p_{name}", type="xsd:string")
    propose(air, "a", reviewers=["lee"])
    propose(lee, "b", reviewers=["kim"])
    propose(air, "c")
    merge_it(air, 3)
    done(air, "PATCH", f"{PULLS}/2", {"state": "closed"})

    assert listed(air)[0] == [3, 2, 1]
    assert listed(air)[1]["counts"] == {"open": 1, "merged": 1, "closed": 1}
    assert listed(air, "?state=open")[0] == [1]
    assert listed(air, "?state=open")[1]["total"] == 1
    assert listed(air, "?mine=true")[0] == [3, 1]
    assert listed(air, "?author=lee")[0] == [2]
    assert listed(air, "?reviewer=lee")[0] == [1]
    assert listed(air, "?source=a&target=main")[0] == [1]
    first, meta = listed(air, "?limit=2")
    assert (first, listed(air, f"?limit=2&cursor={meta['next_cursor']}")[0]) == ([3, 2], [1])
    for wrong in ("?state=lost", "?mine=perhaps", "?mine=true&author=lee"):
        assert air.client.get(DB + PULLS + wrong).status == 400


def test_what_is_said_of_one_changes_by_version(air: Air) -> None:
    branch(air, "try")
    propose(air)
    tag = air.client.get(f"{DB}{PULLS}/1").headers["ETag"]

    changed = done(air, "PATCH", f"{PULLS}/1", {"title": "t\u00a02 👨‍👩‍👧", "reviewers": ["lee"]}, **{"If-Match": tag})
    stale = air.client.call("PATCH", f"{DB}{PULLS}/1", {"title": "t3"}, headers={"If-Match": tag})

    assert (tag, changed["version"], changed["title"], changed["reviewers"]) == ('"1"', 2, "t\u00a02 👨‍👩‍👧", ["lee"])
    assert (stale.status, stale.codes) == (412, ["version_conflict"])
    assert not done(air, "PATCH", f"{PULLS}/1", {"title": "t\u00a02 👨‍👩‍👧"})["changed"]
    replies = [
        air.client.call("PATCH", f"{DB}{PULLS}/1", {"title": f"n{n}"}, headers={"If-Match": '"2"'}) for n in (1, 2)
    ]
    air.platform.settle()
    states = [air.client.get(f"/commands/{reply.data['command_id']}").data["state"] for reply in replies]
    assert states == ["COMPLETED", "FAILED"]


def test_what_cannot_be_is_refused_at_once(air: Air) -> None:
    branch(air, "try")
    propose(air)
    for method, url, body, status in (
        ("POST", "", {"source": "nowhere", "title": "t"}, 404),
        ("POST", "", {"source": "try", "target": "nowhere", "title": "t"}, 404),
        ("POST", "", {"source": "try", "target": "try", "title": "t"}, 422),
        ("POST", "", {"source": "try", "title": " "}, 422),
        ("POST", "", {"source": "try", "title": "two\nlines"}, 422),
        ("POST", "", {"source": "try", "title": "x" * 201}, 422),
        ("POST", "", {"source": "try", "title": "t", "reviewers": ["a", "a"]}, 422),
        ("POST", "", {"source": "try", "title": "t", "reviewers": ["kim"]}, 422),
        ("POST", "", {"source": "try", "title": "t", "reviewers": [f"r{n}" for n in range(21)]}, 400),
        ("POST", "", {"source": "try", "title": "t", "draft": True}, 400),
        ("POST", "/2/merge", {}, 404),
        ("POST", "/x/merge", {}, 404),
        ("PATCH", "/1", {"state": "merged"}, 422),
        ("PATCH", "/2", {"title": "t"}, 404),
        ("POST", "/1/reviews", {"verdict": "perhaps"}, 422),
        ("POST", "/1/reviews", {"verdict": "comment"}, 422),
        ("POST", "/1/comments", {"comment": " "}, 422),
        ("POST", "/1/comments", {"comment": "x" * 4001}, 422),
        ("POST", "/1/comments", {"comment": "x", "path": "Flight"}, 422),
        ("POST", "/1/merge", {"plan_id": "x"}, 404),
    ):
        reply = air.client.call(method, DB + PULLS + url, body)
        assert reply.status == status, (method, url, body, reply.body)
    assert air.client.get(f"{DB}{PULLS}/9").status == air.client.get(f"{DB}{PULLS}/9/diff").status == 404
    somebody(air, "vee", "viewer")
    vee = as_user(air, "vee").client
    assert (vee.get(DB + PULLS).status, vee.post(f"{DB}{PULLS}/1/comments", {"comment": "x"}).status) == (200, 403)


def test_a_name_is_the_same_in_every_normal_form(air: Air) -> None:
    branch(air, "caf\u00e9")
    decomposed = "cafe\u0301"

    number = propose(air, decomposed, reviewers=["Zoe\u0308"])

    assert (pull(air, number)["source"], pull(air, number)["reviewers"]) == ("caf\u00e9", ["Zo\u00eb"])
    assert listed(air, "?source=cafe%CC%81&reviewer=Zoe%CC%88")[0] == [number]


def test_a_dry_run_tells_and_does_nothing(air: Air) -> None:
    branch(air, "try")
    add(air, "Flight", "try", **FARE)
    propose(air)
    before = pull(air)

    for method, url, body in (
        ("POST", f"{PULLS}/1/merge", {}),
        ("POST", f"{PULLS}/1/comments", {"comment": "x"}),
        ("PATCH", f"{PULLS}/1", {"state": "closed"}),
    ):
        told = air.client.call(method, f"{DB}{url}?dry_run=true", body)
        assert (told.status, told.data["changed"]) == (200, True), told.body
    refusal = air.client.post(f"{DB}{PULLS}?dry_run=true", {"source": "try", "title": "t"})
    assert [each["code"] for each in refusal.json["errors"]] == ["already_exists"]
    merged = air.client.post(f"{DB}{PULLS}/1/merge?dry_run=true", {})
    assert [each["path"] for each in merged.data["diff"]] == ["/Flight/properties/fare"]
    assert pull(air) == before


def test_the_same_key_is_the_same_command(air: Air) -> None:
    branch(air, "try")
    propose(air)

    sent = [
        air.client.call("POST", f"{DB}{PULLS}/1/comments", {"comment": "x"}, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    air.platform.settle()

    assert sent[0].data["command_id"] == sent[1].data["command_id"]
    assert len(pull(air)["comments"]) == 1


def test_a_rebuild_from_the_log_restores_pull_requests(air: Air) -> None:
    lee = somebody(air, "lee")
    for name in ("a", "b", "c"):
        branch(air, name)
        add(air, "Flight", name, name=f"p_{name}", type="xsd:string")
        propose(air, name, reviewers=["lee"])
    review(lee, "request_changes", 1, comment="no")
    done(air, "POST", f"{PULLS}/1/comments", {"comment": "why?", "path": "/Flight"})
    merge_it(air, 2)
    done(air, "DELETE", "/branches/c")
    before = [(pull(air, number), read(air, f"{PULLS}/{number}/diff")) for number in (1, 2, 3)]

    rebuild(air, "index")

    assert [(pull(air, number), read(air, f"{PULLS}/{number}/diff")) for number in (1, 2, 3)] == before
    assert propose(air, "b") == 4

"""`spice ontology`: a file that is applied after a look at it, conflicts that are asked for, pull requests."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from cli.commands.ontology.files import read_classes
from cli.failure import WrongUse
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
CHECK, CHANGES = "/database/db/ontology/check", "/database/db/ontology/changes"
PULL = "/database/db/pull-requests/1"
KEPT = {
    "waive": [{"path": "/Flight/kept", "reason": "we agreed"}],
    "migrations": [{"op": "drop", "class": "Flight", "property": "kept"}],
}
ENTRY = {
    "op": "update",
    "path": "/Flight/label",
    "before": "F",
    "after": "Flug",
    "severity": "breaking",
    "reason": "it is read",
}
YAML = """
- name: Flight
  key: [number]
  properties:
    - {name: number, type: "xsd:integer", required: true, constraints: {minimum: 0.5}}
    - {name: country, type: ENUM, values: [no, de, 2020-01-01]}
- name: Old
  label: 옛
"""


def conflict(name: str, *choices: str) -> dict[str, Any]:
    value: dict[str, Any] = {"id": name, "path": f"/Flight/{name}", "base": None, "ours": "Vol", "theirs": {"a": 1}}
    value |= {"choices": list(choices) or ["ours", "theirs", "base", "value"], "severity": "compatible", "affected": 3}
    return {"code": "merge_conflict", "message": f"both sides changed {name}", "value": value}


@pytest.fixture
def classes(platform: FakePlatform, tmp_path: Path) -> str:
    """A file of classes for a platform that has two, one of which it leaves out."""
    platform.answers("GET", "/database/db/ontology", [{"name": "Old"}, {"name": "Gone"}])
    platform.answers("POST", CHECK, {"problems": [], "changes": [ENTRY], "affected": 0})
    platform.answers("POST", CHANGES, {"result": {"commit": "c"}})
    (tmp_path / "ontology.yaml").write_text(YAML)
    return str(tmp_path / "ontology.yaml")


def test_a_file_is_applied_after_a_look_at_what_changes(platform: FakePlatform, spice: Spice, classes: str) -> None:
    done = spice("ontology", "apply", classes, "-b", "try", input="y\n")

    assert done.exit_code == 0, done.output
    for told in ("~ /Flight/label", "breaking: it is read", "- F", "+ Flug", "Commit 1 changes to try?"):
        assert told in done.stderr
    (sent,) = platform.requests("POST", CHANGES)
    assert sent.query == "branch=try"
    updated, created = sent.json["changes"]
    assert created["class"]["properties"][0]["constraints"] == {"minimum": 0.5}
    assert created["class"]["properties"][1]["values"] == ["no", "de", "2020-01-01"]
    assert (updated["op"], updated["class"]["label"]) == ("replace", "옛")


@pytest.mark.usefixtures("classes")
def test_what_is_missing_is_what_no_change_names(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    rename = {"op": "rename", "class": "Old", "to": "New"}
    (tmp_path / "c.json").write_text(json.dumps({"changes": [rename]}))

    done = spice("ontology", "apply", str(tmp_path / "c.json"), "--yes", "--delete-missing")

    assert done.exit_code == 0, done.output
    assert platform.requests("POST", CHANGES)[0].json["changes"] == [rename, {"op": "delete", "name": "Gone"}]


@pytest.mark.parametrize(("said", "status"), [("n\n", 2), ("", 1)])
def test_nothing_is_applied_that_was_not_agreed_to(
    platform: FakePlatform, spice: Spice, classes: str, said: str, status: int
) -> None:
    done = spice("ontology", "apply", classes, input=said)

    assert (done.exit_code, platform.requests("POST", CHANGES)) == (status, [])


def test_who_says_yes_is_not_asked(platform: FakePlatform, spice: Spice, classes: str) -> None:
    done = spice("ontology", "apply", classes, "--yes", "--delete-missing")

    assert (done.exit_code, platform.requests("POST", CHECK)) == (0, [])
    assert platform.requests("POST", CHANGES)[0].json["changes"][0] == {"op": "delete", "name": "Gone"}


def test_what_would_be_refused_is_not_asked_for(platform: FakePlatform, spice: Spice, classes: str) -> None:
    problem = {"code": "wrong_type", "message": "no such type", "path": "/changes/0"}
    platform.replies[("POST", CHECK)] = []
    platform.answers("POST", CHECK, {"problems": [problem], "changes": [], "affected": 0})

    done = spice("ontology", "apply", classes)

    assert (done.exit_code, platform.requests("POST", CHANGES)) == (1, [])
    assert "wrong_type at /changes/0: no such type" in done.stderr


def test_a_file_that_is_in_order_changes_nothing(platform: FakePlatform, spice: Spice, classes: str) -> None:
    platform.replies[("POST", CHECK)] = []
    platform.answers("POST", CHECK, {"problems": [], "changes": [], "affected": 0})

    done = spice("ontology", "apply", classes)

    assert (done.exit_code, done.stdout) == (0, "nothing to change\n")


@pytest.mark.parametrize("content", ["- &a {name: A}\n- *a\n", "a: [", "!!python/object:os.system {}"])
def test_a_file_that_is_no_list_of_classes_is_wrong_use(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.yml"
    file.write_text(content)

    with pytest.raises(WrongUse):
        read_classes(file)


def test_a_rebase_is_shown_and_goes_by_what_is_kept_for_its_plan(platform: FakePlatform, spice: Spice) -> None:
    kept = {"conflict_id": "a", "choice": "ours", "value": None, "reason": None}
    platform.answers("POST", "/database/db/merges/preview", {"plan_id": "p", "changes": [ENTRY], "resolutions": [kept]})
    platform.answers("POST", "/database/db/branches/try/rebase", {"result": {"commit": "c"}})

    left = spice("ontology", "rebase", "try", input="n\n")
    done = spice("ontology", "rebase", "try", "--yes")

    assert (left.exit_code, done.exit_code) == (2, 0)
    looked = platform.requests("POST", "/database/db/merges/preview")[0].json
    assert looked == {"source": "try", "target": "main", "kind": "rebase"}
    (sent,) = platform.requests("POST", "/database/db/branches/try/rebase")
    assert (sent.json["plan_id"], sent.json["resolutions"]) == ("p", [{"conflict_id": "a", "choice": "ours"}])
    assert "/Flight" in done.stderr or "/Flight" in left.stderr


def test_conflicts_of_a_merge_are_asked_for_one_by_one(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("POST", "/database/db/merges/preview", {"plan_id": "p", "changes": [ENTRY], "open": ["a", "b"]})
    platform.answers(
        "POST", "/database/db/merges", status=409, message="no", errors=[conflict("a"), conflict("b", "ours", "value")]
    )
    platform.answers("POST", "/database/db/merges", {"result": {"commit": "c"}})

    done = spice("ontology", "merge", "try", input='y\nsideways\ntheirs\nvalue\n{no\n{"en": 1.10}\n')

    assert done.exit_code == 0, done.output
    assert "1 of 2: /Flight/a (compatible, 3 instances)" in done.stderr
    assert "ours   Vol" in done.stderr
    first, second = platform.requests("POST", "/database/db/merges")
    assert (first.json["resolutions"], first.json["plan_id"]) == ([], "p")
    assert second.json["resolutions"] == [
        {"conflict_id": "a", "choice": "theirs"},
        {"conflict_id": "b", "choice": "value", "value": {"en": 1.1}},
    ]


def test_a_conflict_that_is_too_long_to_be_told_says_so(platform: FakePlatform, spice: Spice) -> None:
    long = conflict("a")
    long["value"] = {name: value for name, value in long["value"].items() if name not in ("base", "ours", "theirs")}
    platform.answers("POST", "/database/db/merges/preview", {"plan_id": "p", "changes": [ENTRY], "open": ["a"]})
    platform.answers("POST", "/database/db/merges", status=409, message="no", errors=[long])
    platform.answers("POST", "/database/db/merges", {"result": {"commit": "c"}})

    done = spice("ontology", "merge", "try", input="y\nours\n")

    assert "too long to be told here" in done.stderr
    assert "(nothing)" not in done.stderr


def test_conflicts_may_all_be_answered_alike_and_as_they_were_kept(platform: FakePlatform, spice: Spice) -> None:
    kept = {"conflict_id": "k", "choice": "base", "value": None, "reason": None}
    platform.answers("POST", "/database/db/merges/preview", {"plan_id": "p", "changes": [], "resolutions": [kept]})
    platform.answers("POST", "/database/db/merges", status=409, message="no", errors=[conflict("a")])
    platform.answers("POST", "/database/db/merges", {"result": {"commit": "c"}})

    done = spice("ontology", "merge", "try", "--all", "theirs", "--yes", "--json")

    assert json.loads(done.stdout) == {"result": {"commit": "c"}}
    assert platform.requests("POST", "/database/db/merges")[1].json["resolutions"] == [
        {"conflict_id": "k", "choice": "base"},
        {"conflict_id": "a", "choice": "theirs"},
    ]


def test_a_choice_that_a_conflict_does_not_have_is_wrong_use(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", PULL, {"plan_id": None})
    platform.answers("POST", f"{PULL}/merge", status=409, message="no", errors=[conflict("a", "ours", "theirs")])

    done = spice("ontology", "pr", "merge", "1", "--all", "base")

    assert (done.exit_code, len(platform.requests("POST", f"{PULL}/merge"))) == (2, 1)
    assert "/Flight/a is resolved by ours, theirs, not by base" in done.stderr


def test_what_is_refused_for_another_reason_is_told(platform: FakePlatform, spice: Spice) -> None:
    said = {"code": "review_required", "message": "main needs 1 approvals"}
    platform.answers("GET", PULL, {"plan_id": None})
    platform.answers("POST", f"{PULL}/merge", status=409, message="no", errors=[said])

    done = spice("ontology", "pr", "merge", "1")

    assert (done.exit_code, len(platform.requests("POST", f"{PULL}/merge"))) == (1, 1)
    assert "review_required: main needs 1 approvals" in done.stderr


def test_a_pull_request_is_opened_with_its_reviewers(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("POST", "/database/db/pull-requests", {"result": {"number": 7}}, status=201)

    done = spice("ontology", "pr", "create", "try", "-t", "fares", "--reviewer", "lee", "--reviewer", "roh")

    assert "pull request 7" in done.stdout
    assert platform.asked[0].json == {
        "source": "try",
        "target": "main",
        "title": "fares",
        "description": "",
        "reviewers": ["lee", "roh"],
    }


def test_a_difference_is_read_from_main_unless_two_are_named(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/diff", {"commits": [], "classes": [ENTRY], "properties": []})

    said = [spice("ontology", "diff", *words).stdout for words in (("try",), ("a", "b"))]

    assert [each.query for each in platform.asked] == ["from=main&to=try", "from=a&to=b"]
    assert "~ /Flight/label" in said[0]
    assert "1 differences" in said[1]


def test_who_changed_a_property_is_listed(platform: FakePlatform, spice: Spice) -> None:
    commit = {"commit": "c" * 64, "at": "2026-01-01T00:00:00Z", "author": "kim", "message": "m", "changes": [ENTRY]}
    platform.answers("GET", "/database/db/commits", [commit])

    done = spice("ontology", "log", "Flight/delay")

    assert platform.asked[0].query == "branch=main&path=Flight%2Fdelay&limit=20"
    assert "cccccccccccc" in done.stdout
    assert "kim" in done.stdout


def test_who_changed_a_property_is_looked_for_to_the_first_commit(platform: FakePlatform, spice: Spice) -> None:
    commit = {"commit": "c" * 64, "at": "2026-01-01T00:00:00Z", "author": "kim", "message": "m", "changes": [ENTRY]}
    platform.answers("GET", "/database/db/commits", [], meta={"next_cursor": "abc"})
    platform.answers("GET", "/database/db/commits", [commit], meta={"next_cursor": "def"})
    platform.answers("GET", "/database/db/commits", [commit])

    done = spice("ontology", "log", "Flight/delay", "-n", "1")

    assert "cccccccccccc" in done.stdout
    assert [each.query.partition("cursor")[2] for each in platform.asked] == ["", "=abc"]


def test_a_file_of_migrations_alone_is_agreed_to(
    platform: FakePlatform, spice: Spice, classes: str, tmp_path: Path
) -> None:
    platform.replies[("POST", CHECK)] = []
    platform.answers("POST", CHECK, {"problems": [], "changes": [], "affected": 0})
    terms = {"message": "of the file", "migrations": [{"op": "drop", "class": "Old", "property": "x"}]}
    (tmp_path / "m.json").write_text(json.dumps({"classes": [{"name": "Old"}], **terms}))

    done = spice("ontology", "apply", str(tmp_path / "m.json"), input="y\n")

    assert done.exit_code == 0, done.output
    assert "Commit 0 changes and 1 migrations to main?" in done.stderr
    assert platform.requests("POST", CHANGES)[0].json.items() >= terms.items()


@pytest.mark.parametrize(
    ("told", "path"),
    [
        (("merge", "try", "--yes"), "/merges"),
        (("pr", "merge", "1"), "/pull-requests/1/merge"),
        (("rollback", "c0", "--yes"), "/branches/main/rollback"),
    ],
)
def test_what_may_break_is_said_in_a_file(
    platform: FakePlatform, spice: Spice, tmp_path: Path, told: tuple[str, ...], path: str
) -> None:
    platform.answers("POST", "/database/db/merges/preview", {"plan_id": "p", "changes": []})
    platform.answers("GET", PULL, {"plan_id": "p"})
    platform.answers("GET", "/database/db/merges/plans/p", {"plan_id": "p", **KEPT})
    platform.answers("POST", f"/database/db{path}", {"result": {"commit": "c"}})
    terms = {"waive": [{"path": "/Flight/a", "reason": "no"}], "migrations": [{"op": "drop", "class": "Flight"}]}
    file = tmp_path / "terms.json"
    file.write_text(json.dumps(terms))

    done = spice("ontology", *told, "--allow", str(file))

    assert done.exit_code == 0, done.output
    assert platform.requests("POST", f"/database/db{path}")[0].json.items() >= terms.items()
    file.write_text('{"waived": []}')
    refused = spice("ontology", *told, "--allow", str(file))
    assert (refused.exit_code, len(platform.requests("POST", f"/database/db{path}"))) == (2, 1)


def test_a_merge_goes_by_what_is_kept_for_its_plan(platform: FakePlatform, spice: Spice) -> None:
    answers = [{"conflict_id": "k", "choice": "base", "value": None, "reason": None}]
    plan = {"plan_id": "p", "changes": [ENTRY], "resolutions": answers, **KEPT}
    platform.answers("POST", "/database/db/merges/preview", plan)
    platform.answers("GET", PULL, {"plan_id": "p"})
    platform.answers("GET", "/database/db/merges/plans/p", plan)
    wanted = {"plan_id": "p", "resolutions": [{"conflict_id": "k", "choice": "base"}], **KEPT}
    for words, path in ((("merge", "try", "--yes"), "/database/db/merges"), (("pr", "merge", "1"), f"{PULL}/merge")):
        platform.answers("POST", path, {"result": {"commit": "c"}})

        done = spice("ontology", *words)

        assert done.exit_code == 0, done.output
        assert platform.requests("POST", path)[0].json.items() >= wanted.items()
        for told in ("~ /Flight/label", "waived: /Flight/kept: we agreed", "migration: "):
            assert told in done.stderr


def test_a_merge_tells_what_it_would_be_refused_for_before_it_asks(
    platform: FakePlatform, spice: Spice, tmp_path: Path
) -> None:
    problem = {"code": "breaking_change", "message": "delete /Flight/a would break 3 instances", "hint": "waive it"}
    platform.answers("POST", "/database/db/merges/preview", {"plan_id": "p", "changes": [], "problems": [problem]})
    file = tmp_path / "terms.json"
    file.write_text('{"migrations": [{"op": "drop", "class": "Flight"}]}')

    done = spice("ontology", "merge", "try", "--allow", str(file), input="n\n")

    assert done.exit_code == 2
    assert "would break 3 instances" in done.stderr
    assert platform.requests("POST", "/database/db/merges/preview")[0].json["migrations"] == [
        {"op": "drop", "class": "Flight"}
    ]
    assert platform.requests("POST", "/database/db/merges") == []


def test_branches_are_listed_to_the_last_page(platform: FakePlatform, spice: Spice) -> None:
    shape = {"head": "c1", "ahead": 0, "behind": 0, "protected": False, "required_reviews": 0, "last_commit": None}
    first, second = ({**shape, "name": name} for name in ("alpha", "omega"))
    platform.answers("GET", "/database/db/branches", [first], meta={"next_cursor": "abc"})
    platform.answers("GET", "/database/db/branches", [second])

    done = spice("ontology", "branch", "ls")

    assert "alpha" in done.stdout
    assert "omega" in done.stdout
    assert [each.query for each in platform.asked] == ["limit=1000", "limit=1000&cursor=abc"]


def test_a_branch_that_is_switched_to_is_meant_where_none_is_said(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/branches/try", {"name": "try"})
    platform.answers("GET", "/database/db/ontology", [])
    platform.answers("GET", "/database/db/branches", [{"name": "try"}, {"name": "main"}])
    platform.answers("GET", "/database/other/ontology", [])
    platform.answers("DELETE", "/database/db/branches/try", {"result": {"name": "try"}})
    spice("ontology", "ls")
    assert spice("ontology", "branch", "switch", "try").exit_code == 0

    for words in (("ls",), ("ls", "--branch", "main"), ("ls", "--db", "other")):
        assert spice("ontology", *words).exit_code == 0
    shown = spice("ontology", "branch", "ls").stdout
    spice("ontology", "branch", "delete", "try", "--yes")
    spice("ontology", "ls")

    asked = [each.query for each in platform.asked if each.path.endswith("/ontology")]
    assert asked == [f"branch={name}" for name in ("main", "try", "main", "main", "main")]
    assert [line.split()[:2] for line in shown.splitlines() if "try" in line] == [["*", "try"]]


def test_a_branch_that_is_not_there_is_not_switched_to(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/ontology", [])

    refused = spice("ontology", "branch", "switch", "none")
    spice("ontology", "ls")

    assert refused.exit_code == 1
    assert platform.requests("GET", "/database/db/ontology")[0].query == "branch=main"


def test_signing_in_again_keeps_the_branch(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/branches/try", {"name": "try"})
    platform.answers("GET", "/database/db/ontology", [])
    spice("ontology", "branch", "switch", "try")

    spice("login")
    spice("ontology", "ls")

    assert platform.requests("GET", "/database/db/ontology")[0].query == "branch=try"

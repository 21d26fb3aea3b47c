"""`spice load --propose` shows classes for files, asks, makes them in one commit, and has the rows brought in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]

CUSTOMERS = "고객번호,이메일\nC-1,kim@example.kr\nC-2,lee@example.kr\nC-3,park@example.kr\n"
ORDERS = "주문번호,고객번호,금액\nA-1,C-1,12500\nA-2,C-2,9900\nA-3,C-3,700\n"
CHANGES, IMPORTS, ONTOLOGY = "/database/db/ontology/changes", "/database/db/imports", "/database/db/ontology"
ENDED: dict[str, Any] = {
    "import_id": "i1",
    "state": "COMPLETED",
    "class": "Order",
    "source": {"file": "주문.csv"},
    "total": 3,
    "done": 3,
    "succeeded": 3,
    "rejected": 0,
    "errors": [],
    "finished_at": "2024-05-01T00:00:00Z",
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    customers, orders = tmp_path / "고객.csv", tmp_path / "주문.csv"
    customers.write_text(CUSTOMERS)
    orders.write_text(ORDERS, encoding="cp949")
    return str(customers), str(orders)


@pytest.fixture
def ready(platform: FakePlatform) -> FakePlatform:
    """A platform with an empty database that takes everything."""
    platform.answers("GET", ONTOLOGY, [])
    platform.answers("POST", CHANGES, {"state": "COMPLETED"})
    upload = {"upload_id": "u1", "url": f"{platform.endpoint}/put", "headers": {"Content-Type": "x/y"}}
    platform.answers("POST", "/uploads", upload, status=201)
    platform.answers("PUT", "/put")
    platform.answers("POST", IMPORTS, {**ENDED, "finished_at": None, "done": 1}, status=202)
    platform.answers("GET", f"{IMPORTS}/i1", ENDED)
    return platform


def names(platform: FakePlatform) -> list[str]:
    """Name the classes that were made."""
    return [each["class"]["name"] for asked in platform.requests("POST", CHANGES) for each in asked.json["changes"]]


@pytest.mark.parametrize(("words", "typed"), [(("--yes",), None), ((), "y\n")])
def test_what_is_agreed_to_is_made_and_filled(
    ready: FakePlatform, spice: Spice, files: tuple[str, str], words: tuple[str, ...], typed: str | None
) -> None:
    printed = spice("load", *files, "--propose", *words, input=typed)

    assert printed.exit_code == 0, printed.output
    assert len(ready.requests("POST", CHANGES)) == 1
    first, second = (asked.json for asked in ready.requests("POST", IMPORTS))
    assert [first["class"], second["class"]] == names(ready)
    assert {each["column"] for each in second["mapping"]} == {"주문번호", "고객번호", "금액"}
    assert (second["op"], second["source"]) == ("create", {"upload_id": "u1"})
    assert [asked.body for asked in ready.requests("PUT", "/put")] == [CUSTOMERS.encode(), ORDERS.encode("cp949")]
    assert "3" in printed.output


@pytest.mark.parametrize(("typed", "status"), [("n\n", 2), (None, 0)])
def test_what_nobody_agrees_to_is_shown_and_nothing_is_written(
    platform: FakePlatform, spice: Spice, files: tuple[str, str], typed: str | None, status: int
) -> None:
    printed = spice("load", *files, "--propose", input=typed)

    assert (printed.exit_code, platform.asked) == (status, [])
    assert "주문번호" in printed.output
    assert "nothing was written" in printed.output


def test_programs_are_told_the_proposal_and_are_not_asked(
    platform: FakePlatform, spice: Spice, files: tuple[str, str]
) -> None:
    printed = spice("load", *files, "--propose", "--json")

    assert (printed.exit_code, platform.asked) == (0, [])
    assert '"mappings"' in printed.output


def test_classes_that_are_there_are_filled_and_not_made_again(
    ready: FakePlatform, spice: Spice, files: tuple[str, str]
) -> None:
    assert spice("load", *files, "--propose", "--yes").exit_code == 0
    made = [each["class"] for each in ready.requests("POST", CHANGES)[0].json["changes"]]
    ready.replies[("GET", ONTOLOGY)] = []
    ready.answers("GET", ONTOLOGY, made)

    printed = spice("load", *files, "--propose", "--yes")

    assert printed.exit_code == 0, printed.output
    assert len(ready.requests("POST", CHANGES)) == 1
    assert [asked.json["op"] for asked in ready.requests("POST", IMPORTS)] == ["create"] * 2 + ["upsert"] * 2


def test_a_class_of_that_name_that_is_another_one_is_left_alone(
    ready: FakePlatform, spice: Spice, files: tuple[str, str]
) -> None:
    assert spice("load", *files, "--propose", "--yes").exit_code == 0
    other = [{"name": name, "properties": [{"name": "title"}]} for name in names(ready)]
    ready.replies[("GET", ONTOLOGY)] = []
    ready.answers("GET", ONTOLOGY, other)

    printed = spice("load", *files, "--propose", "--yes")

    assert printed.exit_code == 1
    assert "is there already, and has no" in printed.output
    assert len(ready.requests("POST", IMPORTS)) == 2


def test_rejected_rows_are_told_with_the_way_to_read_them(
    ready: FakePlatform, spice: Spice, files: tuple[str, str]
) -> None:
    ready.replies[("GET", f"{IMPORTS}/i1")] = []
    ready.answers("GET", f"{IMPORTS}/i1", {**ENDED, "succeeded": 2, "rejected": 1})

    printed = spice("load", *files, "--propose", "--yes")

    assert printed.exit_code == 1
    assert "spice imports rejects i1" in printed.output


@pytest.mark.parametrize("words", [(), ("--propose", "--class", "Order")])
def test_it_is_either_a_class_or_a_proposal(spice: Spice, files: tuple[str, str], words: tuple[str, ...]) -> None:
    assert spice("load", *files, *words).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        *(("--propose", *each) for each in [("--op", "delete"), ("--id", "이메일"), ("--map", "이메일=mail")]),
        *(
            ("--propose", *each)
            for each in [("--skip", "이메일"), ("--na", "-"), ("--reason", "why"), ("--reason", "")]
        ),
        *(("--propose", each) for each in ("--lenient", "--spreadsheet", "--again")),
        ("--class", "Order", "--yes"),
    ],
)
def test_what_would_not_be_heeded_is_refused_before_anything_is_asked(
    platform: FakePlatform, spice: Spice, files: tuple[str, str], words: tuple[str, ...]
) -> None:
    printed = spice("load", *files, *words)

    assert (printed.exit_code, platform.asked) == (2, [])
    assert (words[1] if words[0] == "--propose" else "--yes") in printed.output


@pytest.mark.parametrize(("key", "op"), [({"key": ["id"]}, "upsert"), ({}, "create")])
def test_rows_are_written_by_the_key_of_the_class_that_is_there(
    ready: FakePlatform, spice: Spice, files: tuple[str, str], key: dict[str, Any], op: str
) -> None:
    assert spice("load", *files, "--propose", "--yes").exit_code == 0
    made = [each["class"] for each in ready.requests("POST", CHANGES)[0].json["changes"]]
    ready.replies[("GET", ONTOLOGY)] = []
    parent = {"name": "Parent", "properties": [], **key}
    without = [{name: each[name] for name in each if name != "key"} | {"parent": "Parent"} for each in made]
    ready.answers("GET", ONTOLOGY, [parent, *without])

    assert spice("load", *files, "--propose", "--yes").exit_code == 0

    assert [asked.json["op"] for asked in ready.requests("POST", IMPORTS)[2:]] == [op, op]


BRANCHES, PULLS = "/database/db/branches", "/database/db/pull-requests"


def test_classes_are_proposed_on_a_branch_with_a_pull_request_and_no_rows(
    ready: FakePlatform, spice: Spice, files: tuple[str, str]
) -> None:
    ready.answers("GET", BRANCHES, [{"name": "main"}])
    ready.answers("POST", BRANCHES, {"state": "COMPLETED"})
    ready.answers("GET", PULLS, [])
    ready.answers("POST", PULLS, {"state": "COMPLETED", "result": {"number": 7}})

    printed = spice("load", *files, "--propose", "--yes", "--branch", "orders", "--pr")

    assert printed.exit_code == 0, printed.output
    assert "pull request 7" in printed.output
    assert ready.requests("POST", BRANCHES)[0].json == {"name": "orders", "from": "main"}
    assert [each.query for each in ready.requests("POST", CHANGES)] == ["branch=orders"]
    assert ready.requests("POST", PULLS)[0].json["source"] == "orders"
    assert ready.requests("POST", IMPORTS) == []


def test_what_is_on_the_branch_and_asked_for_already_is_not_made_twice(
    ready: FakePlatform, spice: Spice, files: tuple[str, str]
) -> None:
    assert spice("load", *files, "--propose", "--yes").exit_code == 0
    made = [each["class"] for each in ready.requests("POST", CHANGES)[0].json["changes"]]
    ready.replies[("GET", ONTOLOGY)] = []
    ready.answers("GET", ONTOLOGY, made)
    ready.answers("GET", BRANCHES, [{"name": "main"}, {"name": "orders"}])
    ready.answers("GET", PULLS, [{"number": 7, "source": "orders", "target": "main"}])

    printed = spice("load", *files, "--propose", "--yes", "--branch", "orders", "--pr")

    assert (printed.exit_code, "pull request 7" in printed.output) == (0, True), printed.output
    assert (len(ready.requests("POST", CHANGES)), ready.requests("POST", BRANCHES)) == (1, [])


@pytest.mark.parametrize("words", [("--class", "C", "--branch", "b"), ("--propose", "--pr")])
def test_a_branch_that_would_not_be_heeded_is_refused(
    platform: FakePlatform, spice: Spice, files: tuple[str, str], words: tuple[str, ...]
) -> None:
    assert (spice("load", files[0], *words).exit_code, platform.asked) == (2, [])

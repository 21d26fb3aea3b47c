"""The routes of Funnel, asked as clients do."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.query_world import DATABASE, START, a_world

CSV = '이메일,금액\nkim@example.kr,"12,500원"\nlee@example.kr,"3,000원"\n'


@pytest.fixture
def client(tmp_path: Path) -> ApiClient:
    world = a_world(Issuer(tmp_path))
    world.state.grant(DATABASE, "kim", "viewer", at=START, by="lee")
    return world.whole("kim")


def sent(client: ApiClient, url: str, content: bytes, kind: str = "text/csv") -> Reply:
    return client.post(url, content, headers={"content-type": kind}, packed=True)


def data(answer: Reply) -> Any:
    assert answer.status == 200, answer.body
    return answer.data


def test_a_file_is_told_by_its_columns(client: ApiClient) -> None:
    told = data(sent(client, "/funnel/analyze?filename=orders.csv", CSV.encode("cp949")))

    assert (told["encoding"], told["dialect"]["delimiter"]) == ("cp949", ",")
    assert [(each["name"], each["semantic_type"]) for each in told["columns"]] == [
        ("이메일", "EMAIL"),
        ("금액", "MONEY"),
    ]
    assert told["tables"][0]["preview"][0] == ["kim@example.kr", "12,500원"]


def test_columns_and_rows_are_taken_as_json(client: ApiClient) -> None:
    body = {"columns": ["email", "n"], "rows": [["a@example.com", 1], ["b@example.com", 2.50], [None, 3]]}

    told = data(client.post("/funnel/analyze", body))

    assert [each["type"] for each in told["columns"]] == ["EMAIL", "xsd:decimal"]
    assert told["columns"][0]["null_count"] == 1


def test_a_google_sheet_names_the_database_whose_credential_reads_it(client: ApiClient) -> None:
    answer = client.post("/funnel/analyze", {"google_sheet": {"id": "x"}})

    assert (answer.status, answer.codes[0]) == (422, "missing_property")
    assert answer.json["errors"][0]["path"] == "/google_sheet/database"


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"", "text/csv", 422, "wrong_type"),
        (b"%PDF-1.7", "text/csv", 422, "wrong_type"),
        (b"--x", "multipart/form-data; boundary=x", 415, "unsupported_media_type"),
    ],
)
def test_what_is_no_table_is_refused(client: ApiClient, content: bytes, kind: str, status: int, code: str) -> None:
    answer = sent(client, "/funnel/analyze", content, kind)

    assert (answer.status, answer.codes[0]) == (status, code)


def test_a_row_that_is_too_long_is_named(client: ApiClient) -> None:
    answer = client.post("/funnel/analyze", {"columns": ["a"], "rows": [["1"], ["2", "3"]]})

    assert answer.status == 422
    assert "row 2 has 2 cells" in answer.json["message"]


def test_a_proposal_is_a_class_that_can_be_made_of_the_file(client: ApiClient) -> None:
    told = data(sent(client, "/funnel/propose?filename=orders.csv", CSV.encode()))

    assert [(each["name"], [one["name"] for one in each["properties"]]) for each in told["classes"]] == [
        ("Order", ["email", "amount"])
    ]
    assert [each["existing"] for each in told["mappings"]] == [False]


def test_columns_are_matched_with_classes_that_are_there(client: ApiClient) -> None:
    body = {"columns": ["name"], "rows": [["Newark"], ["Houston"]]}

    told = data(client.post("/funnel/propose?database=air&class=Airport", body))

    assert {each["class"] for each in told["mappings"] if each["existing"]} <= {"Airport"}


def test_a_database_of_others_is_not_looked_into(client: ApiClient) -> None:
    body = {"columns": ["name"], "rows": [["x"]]}

    assert client.post("/funnel/propose?database=nowhere", body).status == 404
    assert client.post("/funnel/propose?class=Airport", body).status == 400

"""What Google answers, read by its own library: values, refusals, and where nobody is asked."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from spice.adapters.google_sheets.answers import OF_CELLS, OF_SPREADSHEET
from spice.adapters.google_sheets.google_sheets import HttpGoogleSheets
from spice.domain.errors import DomainError
from spice.domain.sheets.a1 import Box
from spice.domain.sheets.google_keys import read_key
from spice.ports.errors import Permanent
from spice.ports.google_sheets import GoogleBusy
from tests.support.google.documents import a_spreadsheet, a_tab, masked
from tests.support.google.keys import ROBOT, authorized_user, elliptic_key, locked_key, service_account
from tests.support.google.server import FakeGoogle, error, fake_google

ID = "1AbCdEfGhIjKlMnOp"
KEY = read_key(service_account(), "")
DISCOVERY = json.loads((Path(__file__).parents[2] / "support" / "google" / "sheets_v4.json").read_text())


@pytest.fixture
def fake() -> Iterator[FakeGoogle]:
    with fake_google() as fake:
        fake.spreadsheets[ID] = a_spreadsheet(ID, "장부", a_tab("주문", [["a"]]))
        fake.shared[ID] = {ROBOT, "client", "token"}
        fake.tokens["given"] = "token"
        yield fake


@pytest.fixture
def google(fake: FakeGoogle) -> Iterator[HttpGoogleSheets]:
    google = HttpGoogleSheets(fake.doors, pause=lambda _: None)
    yield google
    google.close()


def cells(fake: FakeGoogle, google: HttpGoogleSheets, *values: Any) -> list[str | None]:
    fake.spreadsheets[ID] = a_spreadsheet(ID, "장부", a_tab("값", [values]))
    (row,) = google.cells(KEY, ID, "값", Box(top=0, left=0, bottom=0, right=len(values) - 1)).rows
    return list(row.cells)


def test_a_cell_is_its_value_and_not_how_it_is_shown(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    days = date(2024, 5, 1), datetime(2024, 5, 1, 9, 30)  # noqa: DTZ001  # as a sheet has it

    told = cells(fake, google, 12500, 0.1, 1e20, True, False, *days, " ", None, "끝")

    assert told[:3] == ["12500", "0.1", "1e+20"]
    assert told[3:] == ["true", "false", "2024-05-01", "2024-05-01 09:30:00", None, None, "끝"]


def test_a_formula_that_went_wrong_is_named_by_its_cell(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    fake.spreadsheets[ID] = a_spreadsheet(ID, "장부", a_tab("값", [["a", "b"], [1, "#REF!"]]))

    grid = google.cells(KEY, ID, "값", Box(top=0, left=0, bottom=1, right=1))

    assert (grid.rows[1].cells[1], list(grid.errors)) == ("#REF!", ["B2: #REF!"])


def test_each_kind_of_key_signs_in_and_its_token_is_used_again(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    keys = [service_account(), authorized_user(), {"type": "access_token", "access_token": "given"}]
    for key in keys:
        for _ in range(2):
            assert google.spreadsheet(read_key(key, ""), ID).title == "장부"

    assert [each for each in fake.asked if each.startswith("token")] == [f"token of {ROBOT}", "token of client"]


def test_a_token_that_is_over_is_asked_for_again(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    google.spreadsheet(KEY, ID)
    fake.tokens.clear()

    assert google.spreadsheet(KEY, ID).title == "장부"


def test_where_a_key_says_that_it_is_sent_it_is_never_sent(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    key = read_key(service_account(token_uri="http://169.254.169.254/token"), "")

    assert google.spreadsheet(key, ID).title == "장부"
    assert fake.asked[0] == f"token of {ROBOT}"


def test_nobody_is_followed_elsewhere(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    fake.instead = [(302, {"to": f"{fake.url}/elsewhere"})]

    with pytest.raises(DomainError, match="302"):
        google.spreadsheet(KEY, ID)

    assert not [each for each in fake.asked if "elsewhere" in each]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_asked_again(fake: FakeGoogle, google: HttpGoogleSheets, status: int) -> None:
    fake.instead = [error(status, "later")] * 3

    assert google.spreadsheet(KEY, ID).title == "장부"


def test_a_quota_told_as_403_is_one(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    fake.instead = [error(403, "User Rate Limit Exceeded", errors=[{"reason": "userRateLimitExceeded"}])] * 4

    with pytest.raises(GoogleBusy, match="429"):
        google.spreadsheet(KEY, ID)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(403, "forbidden", "not shared with"), (404, "not_found", "deleted"), (400, "invalid_parameter", "over there")],
)
def test_a_refusal_names_the_sheet(
    fake: FakeGoogle, google: HttpGoogleSheets, status: int, code: str, said: str
) -> None:
    fake.instead = [error(status, "over there")]

    with pytest.raises(DomainError) as met:
        google.cells(KEY, ID, "주문", Box(top=0, left=0, bottom=0, right=0))

    assert met.value.code == code
    assert f"spreadsheet {ID}, sheet '주문'" in str(met.value)
    assert said in str(met.value)


def test_a_token_that_nobody_can_renew_is_refused(google: HttpGoogleSheets) -> None:
    with pytest.raises(DomainError, match="revoked"):
        google.spreadsheet(read_key({"type": "access_token", "access_token": "gone"}, ""), ID)


def test_a_key_that_is_none_is_refused_before_anybody_is_asked(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    with pytest.raises(DomainError, match="damaged") as met:
        google.spreadsheet(read_key(service_account(private_key="-----BEGIN nothing"), ""), ID)

    assert "BEGIN" not in str(met.value)
    assert fake.asked == []


def test_what_is_no_answer_of_the_api_is_told_to_operators(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    fake.instead = [(200, {"sheets": "none"})]

    with pytest.raises(Permanent):
        google.spreadsheet(KEY, ID)


def test_without_the_drive_api_there_is_no_revision(fake: FakeGoogle, google: HttpGoogleSheets) -> None:
    fake.drive = False

    assert google.revision(KEY, ID) is None


def test_nobody_there_is_told_as_such() -> None:
    with fake_google() as gone:
        doors = gone.doors
    google = HttpGoogleSheets(doors, pause=lambda _: None, tries=2)

    with pytest.raises(GoogleBusy, match="does not answer"):
        google.spreadsheet(KEY, ID)
    google.close()


@pytest.mark.parametrize("mask", [OF_SPREADSHEET, OF_CELLS])
def test_what_is_asked_for_is_what_the_api_has(mask: str) -> None:
    """The discovery document has a schema for each part of an answer."""

    def walk(schema: str, fields: dict[str, Any]) -> None:
        for name, inner in fields.items():
            told = DISCOVERY["schemas"][schema]["properties"][name]
            part = told.get("items", told)
            assert bool(inner) <= ("$ref" in part), name
            if inner:
                walk(part["$ref"], inner)

    walk("Spreadsheet", masked(mask))


def test_what_the_stand_in_answers_is_what_the_api_has() -> None:
    book = a_spreadsheet(ID, "t", a_tab("x", [[1, True, "a", "#REF!", date(2024, 1, 1)]], merges=[(0, 1, 0, 2)]))

    def walk(schema: dict[str, Any], value: Any) -> None:
        if "$ref" in schema:
            schema = DISCOVERY["schemas"][schema["$ref"]]
        if schema["type"] == "array":
            for each in value:
                walk(schema["items"], each)
        elif schema["type"] == "object":
            for name, inner in value.items():
                walk(schema["properties"][name], inner)
        elif "enum" in schema:
            assert value in schema["enum"]

    (tab,) = book["sheets"]
    rows, rowed, columned = tab.pop("rows"), tab.pop("rowMetadata"), tab.pop("columnMetadata")
    data = {"rowData": [{"values": row} for row in rows], "rowMetadata": rowed, "columnMetadata": columned}
    walk({"$ref": "Spreadsheet"}, {**book, "sheets": [{**tab, "data": [data]}]})


@pytest.mark.parametrize(
    "document",
    [
        {**service_account(), "private_key": elliptic_key()},
        {**service_account(), "private_key": locked_key()},
        {"type": "access_token", "access_token": "토큰"},
    ],
    ids=["no RSA", "locked", "no header"],
)
def test_a_key_that_cannot_sign_is_told_as_one(google: HttpGoogleSheets, document: dict[str, str]) -> None:
    with pytest.raises(DomainError, match="is damaged"):
        google.spreadsheet(read_key(document, ""), ID)

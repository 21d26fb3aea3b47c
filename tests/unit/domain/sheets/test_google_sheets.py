"""What a Google Sheet is named by: A1 notation, addresses, keys; and days as it counts them."""

import pytest

from spice.domain.errors import DomainError
from spice.domain.sheets.a1 import Area, Box, letters, read_area
from spice.domain.sheets.google_keys import pack_key, read_key, spreadsheet_id, unpack_key
from spice.domain.sheets.merged import MergedCells
from spice.domain.sheets.serials import written_number, written_serial
from tests.support.google.keys import authorized_user, service_account

ID = "1AbCdEfGhIjKlMnOp"


@pytest.mark.parametrize(
    ("said", "area"),
    [
        ("주문", Area(tab="주문")),
        ("Q1", Area(tab="Q1")),
        ("'O''Neil!'", Area(tab="O'Neil!")),
        ("주문!A2:F", Area(tab="주문", top=1, right=5)),
        ("'a b'!$B$3:D9", Area(tab="a b", top=2, left=1, bottom=8, right=3)),
        ("D9:B3", Area(top=2, left=1, bottom=8, right=3)),
        ("2:90", Area(top=1, bottom=89)),
        ("A:AB", Area(right=27)),
        ("x!C4", Area(tab="x", top=3, left=2, bottom=3, right=2)),
    ],
)
def test_a_range_is_read(said: str, area: Area) -> None:
    assert read_area(said, "/range") == area


@pytest.mark.parametrize("said", ["x!", "x!A1:B2:C3", "x!1A", "!A1", "x!ABCD1", "x!:"])
def test_what_is_no_range_is_refused(said: str) -> None:
    with pytest.raises(DomainError) as met:
        read_area(said, "/range")

    assert met.value.problems[0].path == "/range"


def test_a_box_is_written_with_its_tab_quoted() -> None:
    box = Area(top=1).within(100, 28)

    assert box is not None
    assert box.written("O'Neil") == "'O''Neil'!A2:AB100"
    assert (Area(top=100).within(100, 28), Area(left=28).within(100, 28), Area().within(0, 0)) == (None, None, None)
    assert [letters(each) for each in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert Box(top=0, left=1, bottom=0, right=3).width == 3


@pytest.mark.parametrize(
    "said",
    [ID, f"https://docs.google.com/spreadsheets/d/{ID}", f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit#gid=0"],
)
def test_a_spreadsheet_is_named_by_its_id_or_address(said: str) -> None:
    assert spreadsheet_id(said, "/id") == ID


@pytest.mark.parametrize(
    "said", [f"https://docs.google.com.evil.example/spreadsheets/d/{ID}", f"{ID}/x", "", f"{ID}\n"]
)
def test_what_is_no_spreadsheet_is_refused(said: str) -> None:
    with pytest.raises(DomainError):
        spreadsheet_id(said, "/id")


def test_of_a_key_is_kept_what_signs_in_alone() -> None:
    key = read_key(service_account(token_uri="http://evil.example", universe_domain="evil.example"), "/key")

    assert sorted(key.parts) == ["client_email", "private_key", "private_key_id"]
    assert unpack_key(pack_key(key)) == key
    assert unpack_key(pack_key(read_key(authorized_user(), ""))).account == "client"


@pytest.mark.parametrize(
    ("number", "kind", "written"),
    [
        (45413.0, "DATE", "2024-05-01"),
        (45413.395833333336, "DATE_TIME", "2024-05-01 09:30:00"),
        (45413.0, "DATE_TIME", "2024-05-01"),
        (0.5, "TIME", "12:00:00"),
        (1.25, "TIME", "30:00:00"),
        (-1.0, "DATE", "-1"),
        (1e9, "DATE", "1000000000"),
    ],
)
def test_a_serial_is_a_day_or_a_time(number: float, kind: str, written: str) -> None:
    assert written_serial(number, kind) == written


def test_a_whole_number_has_no_point() -> None:
    assert [written_number(each) for each in (12500.0, 0.1, 1e15, 7)] == ["12500", "0.1", "1000000000000000.0", "7"]


def test_merged_cells_are_filled_though_rows_come_one_by_one_and_some_are_missing() -> None:
    cells = MergedCells([((1, 0), (4, 1)), ((5, 2), (5, 2)), ((2, 2), (3, 2))])

    rows = [cells.fill(number, [value, None, value]) for number, value in ((2, "a"), (4, "b"), (5, "c"), (6, "d"))]

    assert rows == [["a", "a", "a"], ["a", "a", "b"], ["a", "a", "c"], ["d", None, "d"]]

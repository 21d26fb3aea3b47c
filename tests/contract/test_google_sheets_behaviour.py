"""Google Sheets as the twin has them, and as Google's own library reads them from what speaks the API's shapes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from spice.adapters.google_sheets.google_sheets import HttpGoogleSheets
from spice.adapters.memory.google_sheets import MemoryGoogleSheets, MemorySpreadsheet
from spice.domain.errors import DomainError
from spice.domain.sheets.a1 import Box
from spice.domain.sheets.google_keys import GoogleKey, read_key
from spice.ports.google_sheets import GoogleBusy, GoogleSheets, GridRow, Tab
from tests.support.google.documents import a_spreadsheet, a_tab
from tests.support.google.keys import ROBOT, service_account
from tests.support.google.server import error, fake_google

ID = "1AbCdEfGhIjKlMnOp"
KEY = read_key(service_account(), "")
STRANGER = read_key(service_account("stranger@else.iam.gserviceaccount.com"), "")
ROWS: list[list[str | None]] = [["번호", "금액"], ["A-1", "12"], ["A-2", None]]
BOX = Box(top=0, left=0, bottom=7, right=3)


@dataclass(frozen=True, kw_only=True)
class Office:
    """Google, with one spreadsheet; and hands to change it."""

    google: GoogleSheets
    changed: Callable[[], None]
    revoked: Callable[[], None]
    busy: Callable[[int], None]


@pytest.fixture(params=["twin", "real"])
def office(request: pytest.FixtureRequest) -> Office:
    found: Office = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def twin() -> Office:
    tabs = [
        Tab(title="주문", rows=8, columns=4, merges=[((0, 0), (0, 1))]),
        Tab(title="old", rows=5, columns=2, hidden=True),
    ]
    book = MemorySpreadsheet(
        id=ID,
        title="장부",
        tabs=tabs,
        cells={"주문": ROWS, "old": []},
        shared_with={ROBOT},
        hidden_rows={"주문": [2]},
        hidden_columns={"주문": [1]},
    )
    google = MemoryGoogleSheets(book)

    def change() -> None:
        book.version += 1

    def busy(times: int) -> None:
        google.busy = times

    return Office(google=google, changed=change, revoked=lambda: google.revoked.add(ROBOT), busy=busy)


@pytest.fixture
def real() -> Iterator[Office]:
    orders = a_tab("주문", ROWS, merges=[(0, 1, 0, 2)], hidden_rows=[1], hidden_columns=[1])
    with fake_google() as fake:
        fake.spreadsheets[ID] = a_spreadsheet(ID, "장부", orders, a_tab("old", [], hidden=True))
        fake.shared[ID] = {ROBOT}
        google = HttpGoogleSheets(fake.doors, pause=lambda _: None, tries=1)

        def change() -> None:
            fake.versions[ID] = 2

        def busy(times: int) -> None:
            fake.instead += [error(429, "Quota exceeded for quota metric 'Read requests'")] * times

        yield Office(google=google, changed=change, revoked=lambda: fake.revoked.add(ROBOT), busy=busy)
        google.close()


def refused(ask: Callable[[], object]) -> DomainError:
    with pytest.raises(DomainError) as met:
        ask()
    return met.value


def test_a_spreadsheet_is_told_with_its_tabs(office: Office) -> None:
    told = office.google.spreadsheet(KEY, ID)

    assert (told.id, told.title) == (ID, "장부")
    assert [(each.title, each.rows, each.columns, each.hidden) for each in told.tabs] == [
        ("주문", 8, 4, False),
        ("old", 5, 2, True),
    ]
    assert list(told.tabs[0].merges) == [((0, 0), (0, 1))]


def test_rows_are_numbered_as_there_and_as_wide_as_was_asked_for(office: Office) -> None:
    grid = office.google.cells(KEY, ID, "주문", Box(top=1, left=0, bottom=7, right=2))

    assert list(grid.rows) == [GridRow(2, ["A-1", "12", None], True), GridRow(3, ["A-2", None, None], False)]
    assert grid.hidden_columns == {1}


def test_a_range_of_columns_is_cut_out(office: Office) -> None:
    grid = office.google.cells(KEY, ID, "주문", Box(top=0, left=1, bottom=1, right=1))

    assert [row.cells for row in grid.rows] == [["금액"], ["12"]]
    assert grid.hidden_columns == {0}


def test_a_change_changes_the_revision(office: Office) -> None:
    before = office.google.revision(KEY, ID)
    again = office.google.revision(KEY, ID)
    office.changed()

    assert before == again != office.google.revision(KEY, ID)


def test_what_is_not_there_or_not_shared_is_refused(office: Office) -> None:
    assert refused(lambda: office.google.spreadsheet(KEY, "another-id-1234")).code == "not_found"
    assert refused(lambda: office.google.cells(STRANGER, ID, "주문", BOX)).code == "forbidden"


def test_a_key_that_was_revoked_is_refused_with_its_account(office: Office) -> None:
    office.revoked()

    met = refused(lambda: office.google.spreadsheet(KEY, ID))

    assert (met.code, ROBOT in str(met)) == ("constraint_violated", True)


def test_a_quota_that_is_used_up_is_no_fault_of_the_caller(office: Office) -> None:
    office.busy(1)

    with pytest.raises(GoogleBusy, match="quota"):
        office.google.spreadsheet(KEY, ID)

    assert office.google.spreadsheet(KEY, ID).title == "장부"


def test_a_key_shows_nothing_of_itself() -> None:
    assert "PRIVATE" not in repr(KEY)
    assert isinstance(KEY, GoogleKey)

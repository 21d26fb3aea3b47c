"""Google Sheets as sources: stored keys, what Funnel makes of a tab, imports that read once and go on from there."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest

from spice.adapters.memory.google_sheets import MemoryGoogleSheets, MemorySpreadsheet
from spice.adapters.memory.import_files import MemoryImportFiles
from spice.ports.google_sheets import Tab
from tests.flow.conftest import Air, Killed
from tests.flow.imports.importing import IMPORTS, asked, counts, ended, orders, rejects
from tests.flow.imports.test_import_deaths import dying
from tests.support.google.keys import ROBOT, service_account

ID = "1AbCdEfGhIjKlMnOp"
ADDRESS = f"https://docs.google.com/spreadsheets/d/{ID}"
CREDENTIALS = "/database/air/sheets/credentials"
MAPPING = {"번호": "number", "메일": "email", "수량": "pieces"}
ROWS: list[list[str | None]] = [
    ["주문 현황", None, None, None],
    ["번호", "메일", "수량", "담당"],
    ["A-1", "kim@example.kr", "1", "이"],
    ["A-2", "no mail", "2", None],
    ["A-3", None, "3", None],
    ["A-4", None, "4", "박"],
]


@pytest.fixture
def book() -> MemorySpreadsheet:
    tab = Tab(title="주문", rows=100, columns=4, merges=[((0, 0), (0, 3)), ((2, 3), (4, 3))])
    tabs = [tab, Tab(title="지난해", rows=10, columns=2, hidden=True)]
    cells: Mapping[str, Sequence[Sequence[str | None]]] = {"주문": ROWS, "지난해": [["x"]]}
    return MemorySpreadsheet(
        id=ID, title="장부", tabs=tabs, cells=cells, shared_with={ROBOT}, hidden_rows={"주문": [5]}
    )


@pytest.fixture
def google(shop: Air, book: MemorySpreadsheet) -> MemoryGoogleSheets:
    google = shop.platform.ports.google
    assert isinstance(google, MemoryGoogleSheets)
    google.held[ID] = book
    stored = shop.client.put(f"{CREDENTIALS}/finance", {"key": service_account()})
    assert stored.status == 200, stored.body
    return google


def funnel(shop: Air, path: str = "/funnel/analyze", **more: Any) -> Any:
    return shop.client.post(path, {"google_sheet": {"id": ID, "database": "air", **more}})


def begun(shop: Air, mapping: object = MAPPING, **more: Any) -> Any:
    return asked(shop, {"google_sheet": {"id": ADDRESS + "/edit#gid=0", **more}}, mapping)


@pytest.mark.usefixtures("google")
def test_a_credential_is_listed_and_what_it_signs_in_with_is_told_to_nobody(shop: Air) -> None:
    listed = shop.client.get(CREDENTIALS)

    assert [(each["name"], each["kind"], each["account"]) for each in listed.data] == [
        ("finance", "service_account", ROBOT)
    ]
    assert b"PRIVATE" not in listed.body
    kept = shop.platform.ports.sheet_credentials.all(next(iter(databases(shop))))
    assert [("PRIVATE" in each.sealed, "sealed" in repr(each)) for each in kept] == [(False, True)]


def databases(shop: Air) -> list[Any]:
    return [each.uuid for each in shop.platform.ports.directory.databases(subject=None)]


@pytest.mark.parametrize("body", [{"key": "-----BEGIN PRIVATE KEY"}, ["-----BEGIN PRIVATE KEY"]])
def test_a_key_in_the_wrong_form_is_not_said_back(shop: Air, body: object) -> None:
    told = shop.client.put(f"{CREDENTIALS}/finance", body)

    assert told.status in (400, 422)
    assert "PRIVATE" not in str(told.json)


@pytest.mark.usefixtures("google")
def test_a_credential_that_was_removed_reads_nothing(shop: Air) -> None:
    removed = shop.client.call("DELETE", f"{CREDENTIALS}/finance")

    assert (removed.status, shop.client.call("DELETE", f"{CREDENTIALS}/finance").status) == (200, 404)
    assert (funnel(shop).status, funnel(shop).codes) == (422, ["missing_property"])
    assert funnel(shop, credential="finance").status == 404


@pytest.mark.parametrize(
    ("name", "key", "path"),
    [
        ("Finance!", service_account(), ""),
        ("finance", {"type": "external_account", "credential_source": {"url": "http://10.0.0.1"}}, "/key/type"),
        ("finance", {"type": "service_account", "client_email": ROBOT}, "/key/private_key_id"),
    ],
)
def test_a_key_of_another_kind_is_refused(shop: Air, name: str, key: Any, path: str) -> None:
    answer = shop.client.put(f"{CREDENTIALS}/{name}", {"key": key})

    assert (answer.status in (400, 422), answer.json["errors"][0].get("path", "")) == (True, path)
    assert b"10.0.0.1" not in answer.body


@pytest.mark.usefixtures("google")
def test_editors_alone_read_by_it_and_owners_alone_store_one(shop: Air) -> None:
    viewer, stranger = shop.platform.client("viewer"), shop.platform.client("stranger")
    shop.write("PUT", "/database/air/grants/viewer", {"role": "viewer"})

    body = {"google_sheet": {"id": ID, "database": "air"}}
    assert [each.post("/funnel/analyze", body).status for each in (viewer, stranger)] == [403, 403]
    assert viewer.get(CREDENTIALS).status == 403
    assert viewer.put(f"{CREDENTIALS}/x", {"key": service_account()}).status == 403


@pytest.mark.usefixtures("google")
def test_tabs_are_listed(shop: Air) -> None:
    told = funnel(shop, "/funnel/tabs").data

    assert (told["title"], [(each["name"], each["hidden"], each["merged"]) for each in told["tabs"]]) == (
        "장부",
        [("주문", False, 2), ("지난해", True, 0)],
    )


@pytest.mark.usefixtures("google")
def test_a_sheet_is_the_table_that_a_workbook_would_be(shop: Air) -> None:
    told = funnel(shop).data

    (table,) = told["tables"]
    assert (told["file"], table["sheet"], table["titles"]) == ("장부", "주문", ["주문 현황"])
    assert (table["header_rows"], table["first_row"], table["last_row"]) == ([2], 3, 6)
    # Merged over three rows, and filled into each.
    assert [row[3] for row in table["preview"]] == ["이", "이", "이", "박"]
    assert table["notes"] == ["1 hidden rows are read as well"]


@pytest.mark.usefixtures("google")
def test_a_range_and_hidden_rows_are_as_was_asked_for(shop: Air) -> None:
    (table,) = funnel(shop, range="'주문'!A2:C", hidden="skip").data["tables"]

    assert [row[0] for row in table["preview"]] == ["A-1", "A-2", "A-4"]
    assert [each["name"] for each in table["columns"]] == ["번호", "메일", "수량"]
    assert funnel(shop, range="지난해!A1:B3").data["tables"][0]["sheet"] == "지난해"


@pytest.mark.usefixtures("google")
@pytest.mark.parametrize(
    ("range_", "status"), [("없는 탭", 404), ("주문!Z1:Z9", 400), ("주문!nothing at all", 400), ("!A1", 400)]
)
def test_a_range_that_is_not_there_is_refused(shop: Air, range_: str, status: int) -> None:
    assert funnel(shop, range=range_).status == status


@pytest.mark.usefixtures("google")
@pytest.mark.parametrize("id_", ["http://169.254.169.254/latest", "../../drive/v3", "short", "a?key=b&c=1234567"])
def test_what_is_no_spreadsheet_is_not_asked_for(shop: Air, google: MemoryGoogleSheets, id_: str) -> None:
    answer = funnel(shop, id=id_)

    assert (answer.status, answer.json["errors"][0]["path"], google.asked) == (400, "/google_sheet/id", 0)


def test_a_quota_that_is_used_up_is_told_as_such(shop: Air, google: MemoryGoogleSheets) -> None:
    google.busy = 1

    answer = funnel(shop)

    assert (answer.status, "quota" in answer.json["message"]) == (503, True)


@pytest.mark.usefixtures("google")
def test_classes_are_proposed_for_a_sheet(shop: Air) -> None:
    told = funnel(shop, "/funnel/propose").data

    assert [each["name"] for each in told["classes"]] != []


@pytest.mark.usefixtures("google")
def test_a_sheet_is_imported_with_its_address_its_tab_and_its_rows(shop: Air) -> None:
    told = ended(shop, begun(shop))

    assert (told["state"], counts(told)) == ("COMPLETED", (4, 4, 3, 1))
    assert (told["source"]["file"], told["source"]["sheet"]) == (ADDRESS, "주문")
    assert told["source"]["google_sheet"] == {"id": ID, "range": None, "hidden": "read", "credential": "finance"}
    (rejected,) = rejects(shop, told)
    assert (rejected["row"], rejected["sheet"], rejected["column"], rejected["value"]) == (
        "4",
        "주문",
        "메일",
        "no mail",
    )
    (source,) = shop.client.get("/database/air/instances/Order/A-4/lineage").data["sources"]
    assert source["import"] == {"import_id": told["import_id"], "file": ADDRESS, "sheet": "주문", "row": 6}


POINTS = ("import.after_tab", "import.after_snapshot", "import.after_stage", "import.after_keep", "import.after_settle")


@pytest.mark.parametrize("point", POINTS)
def test_a_death_loses_and_doubles_nothing(
    shop: Air, google: MemoryGoogleSheets, book: MemorySpreadsheet, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.sheet_snapshot.PIECE_ROWS", 2)
    left = dying(shop, point, times=2 if point == "import.after_tab" else 1)
    answer = begun(shop)

    for turn in range(6):
        with suppress(Killed):
            shop.platform.bring_in()
        if turn % 2:
            shop.platform.settle()
    # What was read is read no more: by now the sheet says something else, and is nobody's to read.
    google.held.clear()
    book.shared_with.clear()
    told = ended(shop, answer)

    assert left == [0]
    assert (told["state"], counts(told), sorted(orders(shop))) == ("COMPLETED", (4, 4, 3, 1), ["A-1", "A-3", "A-4"])
    files = shop.platform.ports.import_files
    assert isinstance(files, MemoryImportFiles)
    assert {name for _, name in vars(files)["_texts"]} <= {"rejects/000000", "refused/000000"}


def test_a_quota_keeps_an_import_waiting_and_it_says_so(shop: Air, google: MemoryGoogleSheets) -> None:
    answer = begun(shop)
    google.busy = 2

    shop.platform.bring_in()
    waiting = shop.client.get(answer.headers["Location"].removeprefix("/api/v1")).data
    told = ended(shop, answer)

    assert (waiting["state"], waiting["errors"][0]["code"]) == ("RUNNING", "unavailable")
    assert (told["state"], told["errors"], counts(told)[2]) == ("COMPLETED", [], 3)


def test_what_was_revoked_meanwhile_ends_an_import_with_nothing_of_it_in(shop: Air, google: MemoryGoogleSheets) -> None:
    answer = begun(shop)
    google.revoked.add(ROBOT)

    told = ended(shop, answer)

    assert (told["state"], told["errors"][0]["code"], orders(shop)) == ("FAILED", "constraint_violated", {})
    assert ROBOT in told["errors"][0]["message"]


def test_a_column_that_is_not_there_is_named_with_sheet_and_row(shop: Air, google: MemoryGoogleSheets) -> None:
    told = ended(shop, begun(shop, {"번호": "number", "이름": "email"}))

    assert told["state"] == "FAILED"
    assert f"{ADDRESS}, sheet '주문', row 2: there is no column '이름'" in told["errors"][0]["message"]


def test_a_sheet_that_changes_while_it_is_read_is_read_again(
    shop: Air, google: MemoryGoogleSheets, book: MemorySpreadsheet
) -> None:
    def crash(at: str) -> None:
        book.version += at == "import.after_tab" and book.version < 3

    object.__setattr__(shop.platform.ports, "crash", crash)
    shop.platform.handlers.pop("imports", None)

    told = ended(shop, begun(shop))

    assert (told["state"], counts(told)[0], book.version) == ("COMPLETED", 4, 3)


def test_an_import_of_a_sheet_without_a_credential_is_refused_at_once(shop: Air) -> None:
    answer = begun(shop)

    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "/source/google_sheet/credential")
    assert shop.client.get(IMPORTS).data == []


def test_a_long_sheet_is_imported_whole(
    shop: Air, google: MemoryGoogleSheets, book: MemorySpreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spice.domain.sheets.sheet.KEPT_ROWS", 600)
    rows: list[list[str | None]] = [
        ["번호", "메일", "수량"],
        *([f"B-{number}", None, str(number)] for number in range(900)),
    ]
    book.tabs, book.cells = [Tab(title="주문", rows=1000, columns=3)], {"주문": rows}

    told = ended(shop, begun(shop))

    assert counts(told) == (900, 900, 900, 0)

"""`spice sheets` stores credentials, asks Funnel about sheets, and has them brought in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.support.google.keys import ROBOT, packed, service_account
from tests.unit.cli.conftest import FakePlatform

Spice = Callable[..., Result]
STORED = {"name": "finance", "kind": "service_account", "account": ROBOT}
ID = "1AbCdEfGhIjKlMnOp"


def test_a_key_is_stored_from_its_file_and_not_shown(platform: FakePlatform, spice: Spice, tmp_path: Path) -> None:
    (file := tmp_path / "key.json").write_text(packed(service_account()))
    platform.answers("PUT", "/database/db/sheets/credentials/finance", STORED)

    printed = spice("sheets", "add", "finance", "--key", str(file))

    (asked,) = platform.requests("PUT", "/database/db/sheets/credentials/finance")
    assert (asked.json["key"]["client_email"], printed.exit_code) == (ROBOT, 0)
    assert (ROBOT in printed.output, "PRIVATE" in printed.output) == (True, False)


@pytest.mark.parametrize("content", ["{private", None])
def test_what_is_no_key_is_wrong_use(spice: Spice, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "key.json"
    if content is not None:
        file.write_text(content)

    printed = spice("sheets", "add", "finance", "--key", str(file))

    assert (printed.exit_code, "private" in printed.output) == (2, False)


def test_credentials_are_listed_and_removed(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("GET", "/database/db/sheets/credentials", [STORED])
    platform.answers("DELETE", "/database/db/sheets/credentials/finance", None)

    assert ROBOT in spice("sheets", "ls").output
    assert spice("sheets", "rm", "finance").exit_code == 0


def test_tabs_are_shown(platform: FakePlatform, spice: Spice) -> None:
    tab = {"name": "주문", "rows": 100, "columns": 4, "hidden": False, "merged": 2}
    platform.answers("POST", "/funnel/tabs", {"id": ID, "title": "장부", "tabs": [tab]})

    printed = spice("sheets", "tabs", ID)

    assert ("주문" in printed.output, "장부" in printed.output) == (True, True)
    (asked,) = platform.requests("POST", "/funnel/tabs")
    assert asked.json == {"google_sheet": {"id": ID, "database": "db"}}


def test_a_sheet_is_brought_in_by_its_mapping(platform: FakePlatform, spice: Spice) -> None:
    platform.answers("POST", "/database/db/imports", {"import_id": "i1", "state": "REQUESTED"}, status=202)

    printed = spice(
        *("sheets", "import", ID, "--class", "Order", "--map", "번호=number", "--map", "a=b=c", "--range", "주문!A2:F"),
        *("--op", "upsert", "--skip-hidden", "--dry-run"),
    )

    (asked,) = platform.requests("POST", "/database/db/imports")
    expected: dict[str, Any] = {"id": ID, "range": "주문!A2:F", "hidden": "skip"}
    assert ("i1" in printed.output, printed.exit_code) == (True, 0)
    assert asked.json["source"] == {"google_sheet": expected}
    assert asked.json["mapping"] == {"번호": "number", "a=b": "c"}
    assert (asked.json["op"], asked.json["dry_run"]) == ("upsert", True)


def test_a_mapping_that_maps_nothing_is_wrong_use(spice: Spice) -> None:
    assert spice("sheets", "import", ID, "--class", "Order", "--map", "number").exit_code == 2


def test_an_analysis_is_shown_and_given_as_json(platform: FakePlatform, spice: Spice) -> None:
    table: dict[str, Any] = {"name": "주문", "sheet": "주문", "form": "rows", "header_rows": [1], "first_row": 2}
    table |= {"last_row": 3, "rows": 2, "titles": [], "notes": ["1 hidden rows are read as well"], "totals": []}
    table |= {"columns": [], "preview": []}
    told = {"file": "장부", "encoding": None, "dialect": None, "tables": [table], "columns": []}
    for _ in range(2):
        platform.answers("POST", "/funnel/analyze", told)

    assert "1 hidden rows" in spice("sheets", "analyze", ID).output
    assert json.loads(spice("sheets", "analyze", ID, "--json").output)["file"] == "장부"


def test_a_sheet_is_connected_listed_and_disconnected(platform: FakePlatform, spice: Spice) -> None:
    place = "/database/db/sheets/connections"
    one = {"name": "orders", "google_sheet": {"id": ID}, "class": "Order", "error": "not shared"}
    platform.answers("PUT", f"{place}/orders", one)
    platform.answers("GET", place, [one])
    platform.answers("DELETE", f"{place}/orders", None)

    made = spice("sheets", "connect", "orders", ID, "--class", "Order", "--map", "번호=number", "--every", "15")

    (asked,) = platform.requests("PUT", f"{place}/orders")
    assert made.exit_code == 0, made.output
    assert asked.json == {
        "google_sheet": {"id": ID},
        "class": "Order",
        "mapping": {"번호": "number"},
        "op": "upsert",
        "every_minutes": 15,
    }
    assert "not shared" in spice("sheets", "connections").output
    assert spice("sheets", "disconnect", "orders").exit_code == 0

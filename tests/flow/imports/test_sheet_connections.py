"""Sheets that are looked at on a schedule: brought in when they changed, once, whatever dies."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from spice.adapters.memory.google_sheets import MemoryGoogleSheets, MemorySpreadsheet
from spice.application.upkeep.importing.ask_import import Imports
from spice.application.upkeep.importing.watch_sheets import WatchSheets
from spice.domain.sheets.google_doors import GoogleDoors
from tests.flow.conftest import Air, Killed
from tests.flow.imports.importing import IMPORTS, asked, ended, orders
from tests.flow.imports.test_google_sheets import ADDRESS, CREDENTIALS, ID, MAPPING, ROWS, book, google
from tests.flow.imports.test_import_deaths import dying
from tests.support.google.keys import ROBOT, service_account
from tests.support.memory_platform import Clock

__all__ = ["book", "google"]
CONNECTIONS = "/database/air/sheets/connections"
BODY = {"google_sheet": {"id": ADDRESS}, "class": "Order", "mapping": MAPPING, "every_minutes": 5}


@pytest.fixture
def connected(shop: Air, google: MemoryGoogleSheets) -> Air:
    made = shop.client.put(f"{CONNECTIONS}/orders", BODY)
    assert made.status == 200, made.body
    return shop


def ticks(shop: Air, count: int = 4) -> None:
    for _ in range(count):
        shop.platform.bring_in()
        shop.platform.settle()


def later(shop: Air, minutes: int = 6) -> None:
    clock = shop.platform.ports.now
    assert isinstance(clock, Clock)
    clock.advance(minutes * 60)


def told(shop: Air) -> Any:
    (one,) = shop.client.get(CONNECTIONS).data
    return one


def imports(shop: Air) -> int:
    return len(shop.client.get(IMPORTS).data)


def test_the_first_look_brings_a_sheet_in_and_says_which_import(connected: Air) -> None:
    ticks(connected)

    one = told(connected)
    assert (sorted(orders(connected)), imports(connected)) == (["A-1", "A-3", "A-4"], 1)
    assert (one["import_id"], one["class"], one["op"], one["error"]) == (
        connected.client.get(IMPORTS).data[0]["import_id"],
        "Order",
        "upsert",
        "",
    )
    assert one["google_sheet"] == {"id": ID, "range": None, "hidden": "read", "credential": "finance"}


def test_what_did_not_change_is_not_brought_in_again(connected: Air) -> None:
    ticks(connected)
    later(connected)
    ticks(connected)

    assert imports(connected) == 1


@pytest.mark.parametrize("drive", [True, False])
def test_what_changed_is_brought_in_when_it_is_time(
    connected: Air, google: MemoryGoogleSheets, book: MemorySpreadsheet, drive: bool
) -> None:
    google.drive = drive
    ticks(connected)
    book.cells, book.version = {**book.cells, "주문": [*ROWS, ["A-5", None, "5", None]]}, 2

    ticks(connected)
    before = imports(connected)
    later(connected)
    ticks(connected)

    assert (before, imports(connected), "A-5" in orders(connected)) == (1, 2, True)


def test_a_death_after_an_import_began_begins_no_second(connected: Air) -> None:
    left = dying(connected, "sheet.after_begin", times=2)
    for _ in range(3):
        with suppress(Killed):
            connected.platform.bring_in()
    ticks(connected)

    assert (left, imports(connected), len(orders(connected))) == ([0], 1, 3)


def test_what_is_wrong_is_told_and_mended_by_the_next_look(connected: Air, book: MemorySpreadsheet) -> None:
    book.shared_with.clear()
    ticks(connected)
    wrong = told(connected)
    book.shared_with.add(ROBOT)
    later(connected)
    ticks(connected)

    assert ("not shared" in wrong["error"], wrong["import_id"]) == (True, None)
    assert (told(connected)["error"], imports(connected)) == ("", 1)


def test_nonsense_of_one_sheet_keeps_no_import_from_going_on(connected: Air, google: MemoryGoogleSheets) -> None:
    google.broken = True
    given = asked(connected, {"columns": ["번호"], "rows": [["B-1"]]}, {"번호": "number"})
    done = ended(connected, given)

    assert (done["state"], sorted(orders(connected))) == ("COMPLETED", ["B-1"])
    assert "cannot be read" in told(connected)["error"]


def test_who_lost_the_role_brings_nothing_in(shop: Air, google: MemoryGoogleSheets) -> None:
    shop.write("PUT", "/database/air/grants/eve", {"role": "editor"})
    made = shop.platform.client("eve").put(f"{CONNECTIONS}/orders", BODY)
    shop.write("PUT", "/database/air/grants/eve", {"role": "viewer"})
    ticks(shop)

    assert (made.status, imports(shop), "editor" in told(shop)["error"]) == (200, 0, True)


def test_one_that_was_removed_is_looked_at_no_more(connected: Air, google: MemoryGoogleSheets) -> None:
    gone = connected.client.call("DELETE", f"{CONNECTIONS}/orders")
    again = connected.client.call("DELETE", f"{CONNECTIONS}/orders")
    ticks(connected)

    assert (gone.status, again.status, google.asked) == (200, 404, 0)


@pytest.mark.parametrize(
    ("name", "change", "status"),
    [
        ("Orders", {}, 400),
        ("orders", {"every_minutes": 1}, 422),
        ("orders", {"class": "Nothing"}, 422),
        ("orders", {"google_sheet": {"id": ADDRESS, "credential": "other"}}, 404),
    ],
)
@pytest.mark.usefixtures("google")
def test_what_could_not_be_imported_is_refused_at_once(shop: Air, name: str, change: Any, status: int) -> None:
    assert shop.client.put(f"{CONNECTIONS}/{name}", {**BODY, **change}).status == status


@pytest.mark.usefixtures("google")
def test_where_there_is_no_way_to_google_nothing_is_connected(shop: Air) -> None:
    ports = shop.platform.ports
    closed = replace(ports, settings=replace(ports.settings, google=GoogleDoors(open=False)))

    refused = replace(shop.platform, ports=closed).client("kim").put(f"{CONNECTIONS}/orders", BODY)

    assert refused.status == 422
    assert b"network has no way out" in refused.body


@pytest.mark.usefixtures("connected")
def test_editors_alone_see_and_make_them(shop: Air) -> None:
    viewer = shop.platform.client("viewer")
    shop.write("PUT", "/database/air/grants/viewer", {"role": "viewer"})

    assert (viewer.get(CONNECTIONS).status, viewer.put(f"{CONNECTIONS}/x", BODY).status) == (403, 403)
    assert viewer.get(CREDENTIALS).status == 403


def test_while_google_is_slow_a_tick_looks_at_some_and_goes_on(connected: Air) -> None:
    seconds = iter([0.0, 0.0, 30.0])
    ports = connected.platform.ports
    first = ports.sheet_connections.all(connected.platform.ports.directory.databases(subject=None)[0].uuid)[0]
    ports.sheet_connections.keep(replace(first, name="another"))
    imports = Imports(ports.jobs, ports.import_files, ports.uploads, ports.kick)

    WatchSheets(ports, imports, clock=lambda: next(seconds))(seconds=20)

    looked = ports.sheet_connections.all(first.database)
    assert sorted(each.looked.at is None for each in looked) == [False, True]


def test_a_dry_run_stores_and_removes_nothing(connected: Air) -> None:
    client = connected.client
    before = (client.get(CONNECTIONS).data, client.get(CREDENTIALS).data)

    kept = [
        client.put(f"{CONNECTIONS}/others?dry_run=true", BODY),
        client.put(f"{CREDENTIALS}/others?dry_run=true", {"key": service_account()}),
        client.delete(f"{CONNECTIONS}/orders?dry_run=true"),
        client.delete(f"{CREDENTIALS}/finance?dry_run=true"),
    ]

    assert [each.status for each in kept] == [200] * 4, [each.body for each in kept]
    assert [each.data["name"] for each in kept[:2]] == ["others", "others"]
    assert (client.get(CONNECTIONS).data, client.get(CREDENTIALS).data) == before
    assert client.delete(f"{CONNECTIONS}/none?dry_run=true").codes == ["not_found"]
    assert client.delete(f"{CREDENTIALS}/none?dry_run=true").codes == ["not_found"]


@pytest.mark.parametrize("op", ["create", "upsert"])
@pytest.mark.usefixtures("google")
def test_a_sheet_whose_rows_would_be_others_each_time_is_not_connected(shop: Air, op: str) -> None:
    shop.write(
        "POST", "/database/air/ontology", {"name": "Note", "properties": [{"name": "text", "type": "xsd:string"}]}
    )
    body = {**BODY, "class": "Note", "mapping": {"번호": "text"}, "op": op}
    named = {**body, "mapping": {"번호": "_id", "수량": "text"}}

    refused = shop.client.put(f"{CONNECTIONS}/notes", body)

    assert (refused.status, shop.client.get(CONNECTIONS).data) == (422, [])
    assert "has no key" in refused.body.decode()
    assert shop.client.put(f"{CONNECTIONS}/notes", named).status == 200

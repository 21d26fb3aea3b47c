"""PostgreSQL dies, or is lost, while instances are migrated: they follow all the same, each once."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.stand.client import WAIT, Client
from tests.support.stand.kills import kill
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.timeout(400)]
BOOKS = 3000
SECONDS = 200.0


def killed(stand: Stand) -> None:
    """Kill it; the platform starts it again."""
    kill(stand, "postgres")
    stand.wait_ready()


def lost(stand: Stand) -> None:
    """Take its folder away, as a broken disk does; the rest is there."""
    stand.kill_everything()
    shutil.rmtree(stand.data / "postgres")
    stand.up()


@pytest.mark.parametrize("trouble", [killed, lost])
def test_a_migration_under_way_goes_on_and_does_nothing_twice(tmp_path: Path, trouble: Callable[[Stand], None]) -> None:
    stand = Stand(tmp_path)
    try:
        stand.up()
        migration = under_way(stand.admin())

        trouble(stand)
        told = finished(stand.admin(), migration)

        assert {name: told[name] for name in ("total", "seen", "migrated", "failed")} == {
            "total": BOOKS,
            "seen": BOOKS,
            "migrated": BOOKS,
            "failed": 0,
        }
        asked = "/database/own/instances/aggregate", {"class": "Book", "group_by": [{"field": "_version"}]}
        # Migrated they are with their events; search follows.
        until(lambda: stand.admin().post(*asked).data, lambda told: told == [{"_version": 2, "count": BOOKS}])
    finally:
        stand.close()


def under_way(admin: Client) -> str:
    """Begin a migration, and come back in the middle of it."""
    texts = [{"name": name, "type": "xsd:string", "required": name == "isbn"} for name in ("isbn", "pages")]
    assert admin.post("/database", {"name": "own"}, headers=WAIT).status == 201
    made = admin.post("/database/own/ontology", {"name": "Book", "key": ["isbn"], "properties": texts}, headers=WAIT)
    rows = [{"data": {"isbn": f"b{number}", "pages": str(number)}} for number in range(BOOKS)]
    bulk = admin.post("/database/own/instances/bulk", {"class": "Book", "instances": rows}).data
    until(lambda: admin.get(f"/database/own/batches/{bulk['batch_id']}").data, lambda told: told["completed"] == BOOKS)
    isbn, pages = made.data["result"]["properties"]
    change = {"op": "update", "name": "Book", "patch": {"properties": [isbn, {**pages, "type": "xsd:integer"}]}}
    convert = {"op": "convert", "class": "Book", "property": "pages"}
    begun = admin.post("/database/own/ontology/changes", {"changes": [change], "migrations": [convert]}, headers=WAIT)
    place = f"/database/own/migrations/{begun.data['result']['migration']}"
    told = until(lambda: admin.get(place).data, lambda told: told["seen"] > 0, every=0.02)
    assert told["state"] == "RUNNING", "it was over too soon"
    return place


def finished(admin: Client, place: str) -> dict[str, Any]:
    """Wait for the end of it."""
    told: dict[str, Any] = until(lambda: admin.get(place).data or {}, lambda told: told.get("state") == "COMPLETED")
    return told


def until(ask: Callable[[], Any], enough: Callable[[Any], bool], every: float = 0.3) -> Any:
    """Ask again and again until it is so."""
    deadline = time.monotonic() + SECONDS
    while not enough(told := ask()):
        assert time.monotonic() < deadline, told
        time.sleep(every)
    return told

"""Read models that are dropped are made again from S3 alone."""

import shutil
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis

from tests.support.stand.client import Answer, Client
from tests.support.stand.kills import kill
from tests.support.stand.load import IDS, Pour, Poured
from tests.support.stand.proof import prove, settle
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]
REBUILD_SECONDS = 240.0
ENOUGH = 150
"""Commands that make a log worth a rebuild."""
QUESTIONS = (
    "",
    "/grants",
    "/ontology",
    "/commits",
    "/instances?class=Tick&sort=n&limit=1000&facet=text",
    "/instances?class=Note&q=%EC%84%9C%EC%9A%B8&highlight=true&sort=n",
    f"/instances/Tick/{IDS[0]}/history",
    f"/instances/Note/{IDS[1]}/history",
    "/audit?limit=200",
)


@pytest.fixture
def filled(stand: Stand, poured: Poured) -> Poured:
    """Databases that hold something, at rest."""
    if poured.commands < ENOUGH:
        with Pour(stand, poured, seed=40):
            time.sleep(3.0)
        stand.admin().insist("PUT", "/database/alpha/grants/kim", {"role": "viewer"})
    settle(stand)
    return poured


def drop_schema(stand: Stand) -> None:
    """Take the index away, tables and all."""
    stand.sql("drop schema model cascade")


def truncate_index(stand: Stand) -> None:
    """Empty every table of the index."""
    tables = stand.sql("select tablename from pg_tables where schemaname = 'model'")
    stand.sql("truncate " + ", ".join(f"model.{row[0]}" for row in tables))


def delete_search(stand: Stand) -> None:
    """Delete the search folder's content."""
    for entry in (stand.data / "search").iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def flush_cache(stand: Stand) -> None:
    """Empty Redis."""
    plan = stand.plan()
    client = redis.Redis(port=plan["ports"]["redis"], password=plan["redis_password"])
    client.flushall()
    client.close()


def drop_all(stand: Stand) -> None:
    """Leave only S3."""
    drop_schema(stand)
    delete_search(stand)
    flush_cache(stand)


def _slow(value: object) -> Any:
    """Leave a case to the long walk."""
    return pytest.param(value, marks=pytest.mark.slow)


@pytest.mark.parametrize("drop", [_slow(truncate_index), _slow(delete_search), flush_cache, drop_all])
def test_after_a_rebuild_everything_is_answered_as_before(
    stand: Stand, filled: Poured, drop: Callable[[Stand], None]
) -> None:
    client = stand.admin()
    before = answers(client, filled)

    drop(stand)
    rebuild(client)

    assert answers(client, filled) == before
    prove(stand, filled)


def test_a_search_folder_that_was_deleted_is_not_answered_from_and_comes_back_by_itself(
    stand: Stand, filled: Poured
) -> None:
    client, question = stand.admin(), "/database/alpha/instances?class=Tick&limit=1"
    before = answers(client, filled)
    total = client.insist("GET", question).meta["total"]

    shutil.rmtree(stand.data / "search")
    told = [client.get(question)]
    ready = stand.admin().get("/health/ready")
    until = time.monotonic() + REBUILD_SECONDS
    while told[-1].status != 200 and time.monotonic() < until:
        time.sleep(0.2)
        told.append(client.get(question))

    assert (told[0].status, told[0].codes) == (503, ["unavailable"])
    assert (ready.status, ready.data["services"]["search"]["state"]) in ((503, "down"), (200, "up"))
    assert {answer.meta["total"] for answer in told if answer.status == 200} == {total}
    stand.wait_ready()
    assert answers(client, filled) == before
    prove(stand, filled)


def test_commands_accepted_during_a_rebuild_are_carried_out(stand: Stand, filled: Poured) -> None:
    client = stand.admin()
    with Pour(stand, filled, seed=41):
        time.sleep(0.5)
        # Nothing holds the writers up meanwhile: what they write in all that time would only make the proof long.
        started = client.insist("POST", "/admin/projections/all/rebuild")
        time.sleep(3.0)
    wait_rebuilt(client, started)

    prove(stand, filled)


@pytest.mark.parametrize("name", [_slow("maintenance"), "projection"])
def test_a_rebuild_that_is_killed_is_finished_all_the_same(stand: Stand, filled: Poured, name: str) -> None:
    client = stand.admin()
    before = answers(client, filled)

    drop_all(stand)
    started = client.insist("POST", "/admin/projections/all/rebuild")
    kill(stand, name)
    wait_rebuilt(client, started)

    assert answers(client, filled) == before
    prove(stand, filled)


def answers(client: Client, poured: Poured) -> dict[str, Any]:
    """Ask everything, of every database."""
    asked = [f"/database/{database}{question}" for database in poured.databases for question in QUESTIONS]
    told = {path: client.insist("GET", path) for path in asked}
    assert {answer.status for answer in told.values()} <= {200, 404}, told
    figures = {f"figures of {name}": _figures(client, name) for name in poured.databases}
    return {path: (answer.data, answer.meta.get("total")) for path, answer in told.items()} | figures


def _figures(client: Client, database: str) -> Any:
    told = client.insist("GET", f"/database/{database}/metrics").data
    return {name: part for name, part in told.items() if name != "reads"}


def rebuild(client: Client) -> None:
    """Do what `spice rebuild` does, and wait for its end."""
    wait_rebuilt(client, client.insist("POST", "/admin/projections/all/rebuild"))


def wait_rebuilt(client: Client, started: Answer) -> None:
    """Wait for a rebuild's end."""
    assert started.status == 202, started
    path = started.headers["location"].removeprefix("/api/v1")
    until = time.monotonic() + REBUILD_SECONDS
    while (job := client.insist("GET", path).data)["state"] != "COMPLETED":
        assert time.monotonic() < until, job
        assert job["state"] != "FAILED", job
        time.sleep(0.2)

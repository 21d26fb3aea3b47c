"""Exports of any size: a job writes one file, the same lines as an export at once, whatever dies meanwhile."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from spice.adapters.memory.export_files import MemoryExportFiles
from spice.application.queries.exports import KEPT
from spice.application.upkeep import run_export
from spice.application.upkeep.run_export import RunExport
from spice.messages.work import Export
from spice.ports.errors import Transient
from spice.ports.jobs import Job
from tests.flow.conftest import AIR, Air, Killed
from tests.support.api_client import Reply

EXPORTS = "/database/air/exports"
POINTS = ("begin", "part", "told", "finish", "put")
UNKNOWN = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def flights(air: Air) -> Air:
    """More flights than a page, and airports."""
    air.bulk("Airport", [{"code": "JFK", "title": "=1+1"}])
    air.bulk("Flight", [{"number": n, "delay": n / 2, "note": f'flight "{n}"\n=cmd'} for n in range(60)])
    return air


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts and pages of a few instances."""
    monkeypatch.setattr(run_export, "PART_BYTES", 1000)
    monkeypatch.setattr(run_export, "PAGE", 7)


def asked(air: Air, form: str = "csv", class_name: str = "Flight", **more: Any) -> str:
    reply = air.client.post(EXPORTS, {"class": class_name, "format": form, **more})
    assert reply.status == 202, reply.body
    assert reply.headers["Location"] == f"/api/v1{EXPORTS}/{reply.data['export_id']}"
    assert reply.data["state"] == "REQUESTED"
    return str(reply.data["export_id"])


def told(air: Air, export_id: str) -> Any:
    reply = air.client.get(f"{EXPORTS}/{export_id}")
    assert reply.status == 200, reply.body
    return reply.data


def finished(air: Air, export_id: str) -> Any:
    for _ in range(60):
        try:
            air.platform.maintain()
        except Killed:
            air.platform.handlers.pop("maintenance", None)
        if (row := told(air, export_id))["state"] in ("COMPLETED", "FAILED"):
            return row
    raise AssertionError("the export does not end")


def file_of(air: Air, row: Any) -> bytes:
    assert row["state"] == "COMPLETED", row
    files = air.platform.ports.export_files
    assert isinstance(files, MemoryExportFiles)
    content = files.get(row["url"])
    assert content is not None
    assert len(content) == row["bytes"]
    return content


def dying(air: Air, here: Callable[[str], bool]) -> None:
    """Let maintenance die at points of its own."""

    def crash(point: str) -> None:
        if here(point):
            raise Killed

    object.__setattr__(air.platform.ports, "crash", crash)
    air.platform.handlers.pop("maintenance", None)


@pytest.mark.parametrize("query", ["", "&spreadsheet=true"])
@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize("class_name", ["Flight", "Airport"])
@pytest.mark.usefixtures("small")
def test_the_file_is_what_an_export_at_once_answers(flights: Air, form: str, query: str, class_name: str) -> None:
    at_once = flights.client.get(f"{AIR}/export?class={class_name}&format={form}{query}")

    row = finished(flights, asked(flights, form, class_name, spreadsheet=bool(query)))

    assert file_of(flights, row) == at_once.body
    assert (row["rows"], row["total"], row["seconds_left"]) == (
        (60, 60, None) if class_name == "Flight" else (1, 1, None)
    )
    assert row["url"].endswith(f".{form}")
    assert row["url_expires_at"] is not None


def test_a_filter_is_heeded_and_nothing_found_is_a_file_too(flights: Air) -> None:
    late = {"field": "delay", "op": "gt", "value": 28.5}
    both = {"and": [late, {"field": "number", "op": "lt", "value": 0}]}

    some, none = (finished(flights, asked(flights, "ndjson", filter=each)) for each in (late, both))

    assert (some["rows"], none["rows"]) == (2, 0)
    assert (
        file_of(flights, some)
        == flights.client.get(f"{AIR}/export?class=Flight&format=ndjson&filter=delay:gt:28.5").body
    )
    assert file_of(flights, none) == b""


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("point", POINTS)
def test_a_death_at_any_point_leaves_nothing_out_and_nothing_twice(flights: Air, point: str) -> None:
    class_name = "Airport" if point == "put" else "Flight"
    at_once = flights.client.get(f"{AIR}/export?class={class_name}&format=csv").body
    died = list[str]()

    def every_other(here: str) -> bool:
        met = here == f"export.after_{point}"
        died.extend([here] if met else [])
        return met and len(died) % 2 == 1

    dying(flights, every_other)

    row = finished(flights, asked(flights, class_name=class_name))

    assert died
    assert file_of(flights, row) == at_once


@pytest.mark.usefixtures("small")
def test_a_slice_whose_time_is_over_writes_a_part_and_tells_how_far_it_is(flights: Air) -> None:
    export_id, rows = asked(flights), [0]
    jobs, run = flights.platform.ports.jobs, RunExport(flights.platform.ports)

    while goes_on(run, jobs.unfinished()):
        flights.now.advance(1)
        row = told(flights, export_id)
        rows.append(row["rows"])
        assert (row["state"], row["url"], row["total"]) == ("RUNNING", None, 60)
        assert row["rows_per_second"] > 0
        assert row["seconds_left"] >= 0

    assert len(rows) > 3
    assert rows == sorted(set(rows))
    assert told(flights, export_id)["rows"] == 60


def goes_on(run: RunExport, jobs: Sequence[Job]) -> bool:
    (job,) = jobs
    assert isinstance(job.work, Export)
    return run(job, job.work, seconds=0)


@pytest.mark.usefixtures("small")
def test_each_instance_is_there_once_though_others_come_meanwhile(flights: Air) -> None:
    seen = list[str]()

    def write(here: str) -> bool:
        if here == "export.after_told" and len(seen) < 3:
            seen.append(here)
            flights.put("Flight", str(len(seen)), number=len(seen), note="changed")
        return False

    dying(flights, write)

    row = finished(flights, asked(flights))

    ids = [line.split(b",")[0] for line in file_of(flights, row).split(b"\r\n")[1:-1]]
    assert seen
    assert sorted(ids, key=int) == [str(n).encode() for n in range(60)]


@pytest.mark.usefixtures("small")
def test_what_is_dropped_meanwhile_is_not_in_the_file(flights: Air) -> None:
    dropped = list[str]()

    def drop(here: str) -> bool:
        if here == "export.after_told" and not dropped:
            dropped.append(here)
            held = flights.client.get("/database/air/ontology/Flight").data["properties"]
            kept = [each for each in held if each["name"] != "note"]
            change = {"op": "update", "name": "Flight", "patch": {"properties": kept}}
            waive = [{"path": "/Flight/properties/note", "reason": "nobody reads it"}]
            body = {"message": "no notes", "changes": [change], "waive": waive}
            assert flights.write("POST", "/database/air/ontology/changes", body).data["state"] == "COMPLETED"
        return False

    dying(flights, drop)

    row = finished(flights, asked(flights))

    assert dropped
    assert b"note" not in file_of(flights, row).split(b"\r\n")[0]
    assert file_of(flights, row) == flights.client.get(f"{AIR}/export?class=Flight&format=csv").body


@pytest.mark.usefixtures("small")
def test_parts_that_the_store_has_forgotten_are_written_again(flights: Air) -> None:
    forgotten = list[str]()

    def forget(here: str) -> bool:
        if here == "export.after_told" and not forgotten:
            forgotten.append(here)
            flights.platform.ports.export_files.forget(asked_before=flights.now() + timedelta(days=1))
        return False

    dying(flights, forget)

    row = finished(flights, asked(flights))

    assert forgotten
    assert file_of(flights, row) == flights.client.get(f"{AIR}/export?class=Flight&format=csv").body


@pytest.mark.parametrize("dropped", ["properties", "relationships", "Late"])
def test_a_file_with_what_was_dropped_since_is_given_no_more(flights: Air, dropped: str) -> None:
    late = {"name": "Late", "parent": "Flight", "properties": [{"name": "why", "type": "xsd:string"}]}
    ontology(flights, {"op": "create", "class": late})
    flights.put("Late", "1000", why="fog", number=1000)
    airports, row = finished(flights, asked(flights, class_name="Airport")), finished(flights, asked(flights))
    assert file_of(flights, row)
    kept = flights.client.get("/database/air/ontology/Flight").data.get(dropped, [])[:1]
    without = {"op": "update", "name": "Flight", "patch": {dropped: kept}}

    ontology(
        flights,
        {"op": "delete", "name": "Late"} if dropped == "Late" else without,
        path="/Late" if dropped == "Late" else "/Flight",
    )

    refused = flights.client.get(f"{EXPORTS}/{row['export_id']}")
    assert (refused.status, refused.codes, "dropped" in refused.body.decode()) == (404, ["not_found"], True)
    assert file_of(flights, told(flights, airports["export_id"]))


def test_a_file_of_what_has_another_name_now_is_given(flights: Air) -> None:
    row = finished(flights, asked(flights))
    ontology(flights, {"op": "rename", "class": "Flight", "to": "Trip"})

    assert file_of(flights, told(flights, row["export_id"]))


def ontology(air: Air, *changes: dict[str, Any], path: str | None = None) -> None:
    waived = [] if path is None else [{"path": path, "reason": "x"}]
    done = air.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": changes, "waive": waived})
    assert done.data["state"] == "COMPLETED", done.body


def test_a_class_that_is_deleted_meanwhile_ends_it(flights: Air) -> None:
    export_id = asked(flights, class_name="Flight")
    body = {
        "message": "none",
        "changes": [{"op": "delete", "name": "Flight"}],
        "waive": [{"path": "/Flight", "reason": "x"}],
    }
    assert flights.write("POST", "/database/air/ontology/changes", body).data["state"] == "COMPLETED"

    row = finished(flights, export_id)

    assert (row["state"], row["url"]) == ("FAILED", None)
    assert "Flight" in row["error"]


def test_a_database_that_is_deleted_meanwhile_ends_it(flights: Air) -> None:
    asked(flights)
    flights.write("DELETE", "/database/air?confirm=air")

    flights.platform.maintain()

    assert [job.state for job in flights.platform.ports.jobs.unfinished()] == []


@pytest.mark.parametrize(
    ("body", "status", "code", "path"),
    [
        ({"class": "Flight", "format": "xml"}, 422, "constraint_violated", "/format"),
        ({"class": "Flight"}, 422, "missing_property", "/format"),
        ({"format": "csv"}, 422, "missing_property", "/class"),
        ({"class": "Flihgt", "format": "csv"}, 422, "unknown_class", "/class"),
        (
            {"class": "Flight", "format": "csv", "filter": {"field": "delya", "value": 1}},
            422,
            "unknown_property",
            "/filter/field",
        ),
        ({"class": "Flight", "format": "csv", "filter": 5}, 422, "wrong_type", "/filter"),
        ({"class": "Flight", "format": "csv", "q": "x"}, 400, "unknown_field", "/q"),
    ],
)
def test_what_cannot_be_exported_is_refused_at_once(flights: Air, body: Any, status: int, code: str, path: str) -> None:
    reply = flights.client.post(EXPORTS, body)

    assert (reply.status, reply.codes) == (status, [code])
    assert reply.json["errors"][0]["path"] == path
    assert list(flights.platform.ports.jobs.unfinished()) == []


def test_an_export_is_found_in_its_database_alone_and_until_it_expires(flights: Air) -> None:
    flights.write("POST", "/database", {"name": "sea"})
    export_id = asked(flights, class_name="Airport")
    finished(flights, export_id)

    elsewhere = flights.client.get(f"/database/sea/exports/{export_id}")
    unknown = flights.client.get(f"{EXPORTS}/{UNKNOWN}")
    flights.now.advance(KEPT.total_seconds() + 60)
    later = renewed(flights).get(f"{EXPORTS}/{export_id}")
    flights.platform.maintain()

    assert [each.status for each in (elsewhere, unknown, later)] == [404, 404, 404]
    assert "expired" in later.json["message"]
    assert flights.platform.ports.export_files.forget(asked_before=flights.now()) == 0


def renewed(air: Air) -> Any:
    return air.platform.client("kim", roles=["admin"])


def test_others_are_refused(flights: Air) -> None:
    stranger = flights.platform.client("stranger")

    refused: list[Reply] = [
        stranger.post(EXPORTS, {"class": "Flight", "format": "csv"}),
        stranger.get(f"{EXPORTS}/{UNKNOWN}"),
    ]

    assert {reply.status for reply in refused} <= {403, 404}


def test_what_is_not_indexed_yet_is_waited_for(flights: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_export, "SETTLING_SECONDS", 0.0)
    flights.client.post(AIR, {"class": "Flight", "data": {"number": 1000}})
    flights.platform.settle(but=("projection",))
    export_id = asked(flights)

    flights.platform.maintain()
    waiting = told(flights, export_id)["state"]
    flights.platform.settle()

    assert waiting == "REQUESTED"
    assert finished(flights, export_id)["rows"] == 61


def test_a_store_that_is_away_keeps_nothing_else_from_being_done(flights: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    export_id = asked(flights)
    files = flights.platform.ports.export_files

    def away(*_: object, **__: object) -> None:
        raise Transient("s3", "away")

    with monkeypatch.context() as patched:
        patched.setattr(files, "put", away)
        with pytest.raises(Transient):
            flights.platform.maintain()

    assert finished(flights, export_id)["rows"] == 60

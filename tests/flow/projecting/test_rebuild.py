"""Rebuild: everything that is derived, from the log alone."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from functions.workers.maintenance import build as maintenance
from functions.workers.projection import build as projection
from spice.messages.work import INDEX, Rebuild
from spice.ports.errors import Transient
from tests.flow.conftest import AIR, FLIGHT, Air, Killed
from tests.flow.growth.growing import state_of


def everything(air: Air) -> dict[str, Any]:
    """What a client can see."""
    get = air.client.get
    commands = [row["command_id"] for row in get("/commands?limit=1000").data]
    return {
        "databases": get("/database").data,
        "grants": get("/database/air/grants").data,
        "ontology": get("/database/air/ontology").data,
        "commits": get("/database/air/commits").data,
        "instances": get(f"{AIR}?limit=1000").json["data"],
        "metrics": get("/database/air/metrics").data["classes"],
        "writes": get("/database/air/metrics").data["writes"],
        "history": get(f"{AIR}/Flight/1/history").data,
        "events": get("/database/air/events").data,
        "commands": [get(f"/commands/{command}").data for command in sorted(commands)],
        "letters": get("/admin/dead-letters").data,
    }


def some_history(air: Air) -> None:
    for n in range(12):
        air.put("Airport", f"A{n}", code=f"A{n}")
        air.put("Flight", str(n), number=n, origin=f"A{n}")
    air.write("PATCH", f"{AIR}/Flight/1", {"data": {"note": "late"}})
    air.write("DELETE", f"{AIR}/Airport/A2")
    air.write("PUT", "/database/air/grants/lee", {"role": "viewer"})
    air.write("PUT", "/database/air/grants/park", {"role": "owner"})
    air.client = air.platform.client("park", roles=["admin"])
    air.write("DELETE", "/database/air/grants/kim")
    air.write("PATCH", "/database/air", {"description": "flights"})
    air.client.put(f"{AIR}/Flight/3", {"data": {"number": 4}})
    air.client.put(f"{AIR}/Flight/3", {"data": {"number": 3, "note": "deadly"}})
    air.insist()
    air.client.put(f"{AIR}/Flight/3", {"data": {"number": 3}})
    air.insist()


def rebuild(air: Air, what: str) -> None:
    job = air.client.post(f"/admin/projections/{what}/rebuild").data["job_id"]
    run_jobs(air)
    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"


def run_jobs(air: Air) -> None:
    """Do what the schedule and the kicks of maintenance would."""
    air.platform.maintain()
    for function, event in air.platform.ports.kick.kicked:  # type: ignore[attr-defined]  # the twin remembers
        if function == "projection":
            air.platform.handlers[function](event, None)


@pytest.mark.parametrize("what", ["all", "index", "search", "metrics", "cache"])
def test_a_rebuild_gives_what_was_there(air: Air, what: str) -> None:
    some_history(air)
    before = everything(air)

    rebuild(air, what)

    assert everything(air) == before


def test_everything_comes_back_from_the_log_alone(air: Air) -> None:
    some_history(air)
    before = everything(air)
    uuid = air.platform.ports.directory.databases(subject=None)[0].uuid

    air.platform.ports.model.forget()
    air.platform.ports.search.drop(uuid)
    rebuild(air, "all")

    assert everything(air) == before


def test_nothing_is_decided_while_the_index_is_incomplete(air: Air) -> None:
    some_history(air)
    accepted = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1, "gate": "A1"}})
    air.platform.ports.model.forget()

    with pytest.raises(Transient):
        air.platform.settle(but=("dead-letters",))
    air.client.post("/admin/projections/all/rebuild")
    run_jobs(air)
    air.insist()

    assert air.client.get(f"/commands/{accepted.data['command_id']}").data["state"] == "COMPLETED"


def test_nothing_false_is_answered_while_the_index_is_made_again(air: Air) -> None:
    some_history(air)
    done = air.client.get("/commands?limit=1").data[0]["command_id"]
    paths = [
        "/me",
        "/database",
        "/database/air",
        f"{AIR}?class=Flight",
        "/commands",
        f"/commands/{done}",
        "/health/ready",
    ]
    air.platform.ports.model.forget()

    meanwhile = {path: air.client.get(path) for path in paths}
    why = air.client.get("/health/services").data["services"]["postgres"]["reason"]
    air.client.post("/admin/projections/all/rebuild")
    run_jobs(air)
    air.now.advance(3)

    assert {path: answer.status for path, answer in meanwhile.items()} == dict.fromkeys(paths, 503)
    assert why == "the index is being rebuilt"
    assert {path: air.client.get(path).status for path in paths} == dict.fromkeys(paths, 200)


def test_a_projection_does_not_run_ahead_of_the_index(air: Air) -> None:
    some_history(air)
    air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1, "note": "newest"}})
    air.platform.settle(but=("projection", "dead-letters"))
    air.platform.ports.model.forget()

    with pytest.raises(Transient):
        air.platform.settle(but=("dead-letters",))
    rebuild(air, "index")
    air.insist()

    assert [hit["id"] for hit in air.client.get(f"{AIR}?class=Flight&q=newest").data] == ["1"]


def test_an_ontology_command_is_not_lost_by_a_rebuild(air: Air) -> None:
    some_history(air)
    rebuild(air, "all")

    changed = air.client.put("/database/air/ontology/Flight", {**FLIGHT, "label": {"en": "A flight"}})
    air.insist()

    assert air.client.get(f"/commands/{changed.data['command_id']}").data["state"] == "COMPLETED"
    assert air.client.get("/database/air/ontology/Flight").data["label"] == {"en": "A flight"}


def test_a_rebuild_that_died_is_done_by_the_next_tick(air: Air) -> None:
    some_history(air)
    before = everything(air)
    air.platform.ports.model.forget()

    air.platform.maintain()

    assert everything(air) == before


@pytest.mark.parametrize("asked", [True, False])
def test_a_rebuild_that_died_goes_on_where_it_was(air: Air, *, asked: bool) -> None:
    some_history(air)
    before, ports, applied = everything(air), air.platform.ports, list[tuple[str, int]]()

    class Mortal:
        """The next index, under a process that dies after its tenth segment."""

        def apply(self, change: Any) -> bool:
            """Index a segment."""
            applied.append((change.head.shard, change.head.sequence))
            if len(applied) == 11:
                raise Killed
            return ports.next_index.model().apply(change)

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.next_index.model(), name)

    class Beside:
        """The next index as that process has it."""

        def model(self) -> Any:
            """Give it to be filled."""
            return Mortal()

        def __getattr__(self, name: str) -> Any:
            return getattr(ports.next_index, name)

    beside: Any = Beside()
    maintain = maintenance(replace(ports, next_index=beside))
    if asked:
        air.client.post("/admin/projections/index/rebuild")
    else:
        ports.model.forget()

    with pytest.raises(Killed):
        maintain({}, None)
    maintain({}, None)

    assert [place for place, times in Counter(applied).items() if times > 1] == [applied[10]]
    assert everything(air) == before


def test_the_tick_rebuilds_an_index_that_was_lost_as_a_whole(air: Air) -> None:
    some_history(air)
    before = everything(air)
    air.platform.ports.model.forget()
    state_of(air).rebuilding.clear()

    air.platform.maintain()

    assert everything(air) == before


def test_projections_take_in_again_what_was_lost_with_the_index(air: Air) -> None:
    some_history(air)
    before, state = everything(air), state_of(air)
    air.platform.ports.model.forget()
    state.rebuilding.clear()
    state.checkpoints.clear()
    state.counts.clear()

    run_jobs(air)
    air.platform.maintain()

    last = air.platform.ports.jobs.last(Rebuild(INDEX))
    assert last is not None
    assert last.state == "COMPLETED"
    assert everything(air) == before
    assert {*state.checkpoints} == {"search", "cache", "metrics"}


@pytest.mark.parametrize("what", ["search", "metrics", "cache"])
def test_no_projection_is_made_of_a_part_of_the_index(air: Air, what: str) -> None:
    some_history(air)
    before = everything(air)
    job = air.client.post(f"/admin/projections/{what}/rebuild").data["job_id"]
    air.platform.ports.model.forget()

    with pytest.raises(Transient, match="being rebuilt"):
        air.platform.handlers["projection"]({"job": job}, None)
    run_jobs(air)

    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert everything(air) == before


def test_a_search_index_made_of_two_fillings_never_goes_live(air: Air) -> None:
    some_history(air)
    before = everything(air)
    job = air.client.post("/admin/projections/search/rebuild").data["job_id"]
    ports, model = air.platform.ports, air.platform.ports.model

    class Emptied:
        """The model, emptied and filled again by others while it is walked through."""

        def scan(self, *arguments: Any, **options: Any) -> Any:
            """Walk through a part of it."""
            model.forget()
            try:
                return model.scan(*arguments, **options)
            finally:
                air.platform.maintain()

        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

    walked: Any = Emptied()
    with pytest.raises(Transient, match="of two"):
        projection(replace(ports, model=walked))({"job": job}, None)
    assert everything(air) == before
    run_jobs(air)

    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert everything(air) == before

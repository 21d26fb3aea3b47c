"""A search index that lost what it had: readers are told so, nothing begins anew, and maintenance has it rebuilt."""

import math
from collections.abc import Sequence
from uuid import UUID

import pytest

from spice.adapters.memory.search_index import MemorySearchIndex
from spice.application.projecting import search_losses
from spice.application.projecting.search_losses import SearchLosses
from tests.flow.conftest import AIR, Air
from tests.flow.projecting.test_rebuild import run_jobs
from tests.support.api_client import Reply

LIST = f"{AIR}?class=Airport"


def lose(air: Air) -> None:
    """Take the search index's documents away behind everybody's back."""
    search = air.platform.ports.search
    assert isinstance(search, MemorySearchIndex)
    search.drop(air.platform.ports.directory.databases(subject=None)[0].uuid)


def questions(air: Air) -> list[Reply]:
    count = {"class": "Airport", "measures": [{"op": "count", "as": "n"}]}
    asked = [air.client.get(path) for path in (LIST, f"{AIR}/suggest?q=a", f"{AIR}/export?class=Airport&format=ndjson")]
    return [*asked, air.client.post(f"{AIR}/aggregate", count), air.client.post(f"{AIR}/search", {"class": "Airport"})]


def test_what_is_lost_is_not_answered_as_if_it_had_never_been(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_losses, "NUDGE_SECONDS", math.inf)  # However long these questions take.
    air.put("Airport", "A1", code="A1")

    lose(air)
    told = questions(air)

    assert {(each.status, *each.codes) for each in told} == {(503, "unavailable")}
    assert {each.json["message"] for each in told} == {"the search index is lost: it is being rebuilt"}
    assert all(int(each.headers["Retry-After"]) > 0 for each in told)
    assert air.platform.ports.kick.kicked.count(("maintenance", None)) == 1  # type: ignore[attr-defined]  # the twin
    assert air.client.get(f"{AIR}/Airport/A1").status == 200


def test_what_is_written_meanwhile_makes_it_not_look_whole(air: Air) -> None:
    air.put("Airport", "A1", code="A1")

    lose(air)
    air.put("Airport", "A2", code="A2")

    assert air.client.get(LIST).status == 503


def test_maintenance_has_it_rebuilt_once_and_of_that_database_alone(air: Air) -> None:
    air.write("POST", "/database", {"name": "sea"})
    air.put("Airport", "A1", code="A1")

    lose(air)
    air.put("Airport", "A2", code="A2")
    for _ in range(2):
        air.platform.maintain()
    jobs = air.platform.ports.jobs.unfinished()
    run_jobs(air)

    assert [job.name for job in jobs] == ["rebuild search"]
    assert jobs[0].detail["only"] == [str(air.platform.ports.directory.databases(subject=None)[0].uuid)]
    assert [row["id"] for row in air.client.get(f"{LIST}&sort=code").data] == ["A1", "A2"]
    air.put("Airport", "A3", code="A3")
    assert air.client.get(LIST).json["meta"]["total"] == 3


def test_a_loss_that_many_meet_at_once_is_rebuilt_once_and_the_next_one_again(
    air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    air.put("Airport", "A1", code="A1")
    jobs = air.platform.ports.jobs

    lose(air)
    with monkeypatch.context() as at_once:
        # Each read what is on its way before the others asked.
        at_once.setattr(jobs, "unfinished", list)
        for code in ("A2", "A3", "A4"):
            air.put("Airport", code, code=code)
    asked = jobs.unfinished()
    run_jobs(air)
    lose(air)
    air.put("Airport", "A5", code="A5")
    again = jobs.unfinished()

    assert [len(asked), len(again)] == [1, 1]
    assert asked[0].id != again[0].id


def test_a_loss_that_projections_meet_during_a_tick_is_rebuilt_once(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    air.put("Airport", "A1", code="A1")
    lose(air)
    every = SearchLosses.every

    def meanwhile(losses: SearchLosses) -> Sequence[UUID]:
        found = every(losses)
        air.put("Airport", "A2", code="A2")
        return found

    monkeypatch.setattr(SearchLosses, "every", meanwhile)
    air.platform.maintain()

    assert [job.name for job in air.platform.ports.jobs.unfinished()] == ["rebuild search"]


def test_what_was_written_during_a_loss_that_passed_is_found(air: Air) -> None:
    air.put("Airport", "A1", code="A1")
    ports, uuid = air.platform.ports, air.platform.ports.directory.databases(subject=None)[0].uuid
    marks, noted = ports.marks, ports.marks.find(uuid)
    assert noted is not None
    generation, _, change = noted.rpartition(":")
    marks.replace(uuid, f"{generation}-elsewhere:{change}")

    for code in ("A2", "A3"):
        air.put("Airport", code, code=code)
    marks.replace(uuid, noted)
    jobs = ports.jobs.unfinished()
    run_jobs(air)

    assert [(job.name, job.detail["only"]) for job in jobs] == [("rebuild search", [str(uuid)])]
    assert [row["id"] for row in air.client.get(f"{LIST}&sort=code").data] == ["A1", "A2", "A3"]


def test_a_database_that_never_had_an_instance_lacks_nothing(air: Air) -> None:
    air.platform.maintain()

    assert air.client.get(LIST).json["meta"]["total"] == 0
    assert air.platform.ports.jobs.unfinished() == []

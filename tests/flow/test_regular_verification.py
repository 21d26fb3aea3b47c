"""The log is verified though nobody asks, in slices that hold no tick up, and that nobody looked is told."""

from collections import Counter
from typing import Any

import pytest

from spice.adapters.memory.event_log import MemoryEventLog
from spice.application.upkeep.run_verification import RunVerification
from spice.application.upkeep.sealing.keep_sealed import KeepSealed
from spice.messages.work import Verify
from spice.ports.errors import Transient
from spice.ports.jobs import Job
from tests.flow.conftest import AIR, Air
from tests.support.measuring import measured, rings

DAY = 86_400


def written(air: Air, count: int = 3) -> None:
    """Write segments."""
    for number in range(count):
        air.client.post(AIR, {"class": "Airport", "data": {"code": f"A{number}"}})
        air.platform.settle()


def last(air: Air) -> Any:
    """What is told of the last verification."""
    return air.platform.client("kim", roles=["admin"]).get("/admin/verify").data["last"]


def sliced(air: Air) -> Job:
    """Run a slice of no time; answers the job as it is then."""
    job = air.platform.ports.jobs.last(Verify())
    assert job is not None
    run = RunVerification(air.platform.ports, KeepSealed(air.platform.ports).checked, lambda: None)
    run(job, Verify(), seconds=0.0)
    after = air.platform.ports.jobs.find(job.id)
    assert after is not None
    return after


def until_done(air: Air) -> tuple[int, Job]:
    """Run slices to the end; answers how many there were."""
    for slices in range(1, 200):
        job = sliced(air)
        if job.finished_at is not None:
            return slices, job
    raise AssertionError("it does not end")


def longest(air: Air) -> str:
    """Name the shard with the most segments."""
    log = air.platform.ports.log
    assert isinstance(log, MemoryEventLog)
    ((shard, _),) = Counter(shard for _, shard, _ in log.places()).most_common(1)
    return shard


def damaged(air: Air, number: int) -> tuple[int, str, int]:
    """Alter the n-th segment of the longest shard."""
    log = air.platform.ports.log
    assert isinstance(log, MemoryEventLog)
    place = [each for each in log.places() if each[1] == longest(air)][number]
    vars(log)["_segments"][place] = (log.read(*place) or b"") + b"x"
    return place


def test_a_day_after_the_first_database_and_after_each_other_the_log_is_verified(air: Air) -> None:
    written(air)
    air.platform.maintain()
    early = last(air)

    air.now.advance(DAY)
    air.platform.maintain()
    first = last(air)
    air.now.advance(DAY - 120)
    air.platform.maintain()
    same = last(air)
    air.now.advance(180)
    air.platform.maintain()

    assert early is None
    assert (first["state"], first["detail"]["actor"]) == ("COMPLETED", "maintenance")
    assert same["job_id"] == first["job_id"]
    assert last(air)["job_id"] != first["job_id"]


def test_a_segment_that_was_altered_is_found_though_nobody_asks(air: Air) -> None:
    written(air)
    place = damaged(air, 0)

    air.now.advance(DAY)
    seen = measured(air.platform)

    assert rings(seen, "verify_failures")
    assert [each.shard for each in air.platform.ports.quarantine.all()] == [place[1]]


def test_slices_come_to_what_one_walk_does(air: Air) -> None:
    # More than there are shards: one of them has two.
    written(air, 12)
    place = damaged(air, 1)
    air.client.post("/admin/verify")

    slices, job = until_done(air)

    log = air.platform.ports.log
    assert isinstance(log, MemoryEventLog)
    segments = [each for each in log.places() if each[1] != place[1]]
    broken = job.detail["broken"]
    assert isinstance(broken, list)
    assert slices > len(segments)
    assert (job.state, [(each["shard"], each["sequence"]) for each in broken]) == ("FAILED", [(place[1], place[2])])
    assert job.detail["segments"] == len(segments) + place[2] - 1


def test_a_place_whose_segment_is_another_by_now_is_broken(air: Air) -> None:
    written(air)
    air.client.post("/admin/verify")
    while (job := sliced(air)).detail["walked"]["shard"] != longest(air):  # type: ignore[index]
        pass
    sequence = job.detail["walked"]["sequence"]  # type: ignore[index]
    place = damaged(air, sequence - 1)

    _, ended = until_done(air)

    broken = ended.detail["broken"]
    assert isinstance(broken, list)
    assert [(each["shard"], each["sequence"]) for each in broken] == [(place[1], sequence)]


def test_one_that_begins_hides_nothing_that_the_last_one_found(air: Air) -> None:
    written(air)
    damaged(air, 0)
    air.client.post("/admin/verify")
    air.platform.maintain()

    air.client.post("/admin/verify")
    sliced(air)

    assert last(air)["state"] == "RUNNING"
    assert rings(measured(air.platform), "verify_failures")


def test_a_walk_that_meets_a_store_that_is_away_keeps_no_other_step_waiting(
    air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(air)
    air.client.post("/admin/verify")

    def away(self: RunVerification, job: Job, work: object, *, seconds: float) -> None:
        raise Transient("s3", "away")

    monkeypatch.setattr(RunVerification, "__call__", away)
    air.now.advance(301)
    measured(air.platform)

    assert air.client.get("/admin/verify").data["checkpoint"] is not None


def test_that_none_found_the_log_whole_for_two_days_rings(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    written(air)
    monkeypatch.setattr(RunVerification, "__call__", lambda self, job, work, *, seconds: None)

    air.now.advance(DAY + 60)
    soon = measured(air.platform)
    air.now.advance(DAY + 60)
    late = measured(air.platform)
    monkeypatch.undo()
    air.platform.maintain()

    assert not rings(soon, "verification_overdue_seconds")
    assert rings(late, "verification_overdue_seconds")
    assert not rings(measured(air.platform), "verification_overdue_seconds")

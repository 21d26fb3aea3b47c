"""Jobs: one that has ended stays so, unless it is resumed as it was read."""

from uuid import UUID, uuid4

from spice.messages.work import Import
from tests.contract.conftest import Stores

WORK = Import(UUID(int=1))


def test_one_that_ended_is_told_nothing_more(stores: Stores) -> None:
    jobs, job_id = stores.ports.jobs, uuid4()
    jobs.request(job_id, WORK, {"a": 1})
    jobs.tell(job_id, "COMPLETED", {"b": 2})

    jobs.tell(job_id, "RUNNING", {"b": 3})

    found = jobs.find(job_id)
    assert found is not None
    assert (found.state, found.detail["b"], found.finished_at is None) == ("COMPLETED", 2, False)


def test_one_that_ended_is_resumed_once(stores: Stores) -> None:
    jobs, job_id = stores.ports.jobs, uuid4()
    jobs.request(job_id, WORK, {"a": 1, "b": 1})
    jobs.tell(job_id, "FAILED", {"b": 2})
    ended = jobs.find(job_id)
    assert ended is not None

    jobs.resume(ended, {"b": 3})
    jobs.tell(job_id, "RUNNING", {"b": 4})
    jobs.resume(ended, {"b": 3})

    found = jobs.find(job_id)
    assert found is not None
    assert (found.state, found.finished_at, found.detail["a"], found.detail["b"]) == ("RUNNING", None, 1, 4)
    assert [each.id for each in jobs.unfinished()] == [job_id]


def test_one_that_has_not_ended_is_not_resumed(stores: Stores) -> None:
    jobs, job_id = stores.ports.jobs, uuid4()
    begun = jobs.request(job_id, WORK, {})
    jobs.tell(job_id, "RUNNING", {"b": 1})

    jobs.resume(begun, {"b": 2})

    found = jobs.find(job_id)
    assert found is not None
    assert (found.state, found.detail["b"]) == ("RUNNING", 1)

"""Jobs that go through instances share the time of a round, whatever the number of databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from spice.adapters.memory.jobs import MemoryJobs
from spice.adapters.memory.kick import MemoryKick
from spice.application.upkeep.run_instance_jobs import RunInstanceJobs
from spice.application.upkeep.troubles import Troubles
from spice.messages.work import IndexReferences, Migrate, Work
from spice.ports.jobs import Job


class Rounds:
    """Rounds of maintenance whose jobs each take their time."""

    def __init__(self, takes: float, passing: Callable[[float], None]) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)
        self.jobs, self.kick = MemoryJobs(lambda: self.moment), MemoryKick()
        self.ran: list[tuple[str, float]] = []
        self._takes, self._passing = takes, passing
        self._run = RunInstanceJobs(self.jobs, self._carry, self._carry, self.kick, lambda: self.moment)

    def ask(self, number: int, work: Work) -> None:
        self.moment += timedelta(seconds=1)
        self.jobs.request(UUID(int=number), work, {})

    def round(self) -> list[tuple[str, float]]:
        self.moment += timedelta(minutes=1)
        self.ran = []
        self._run(Troubles(), seconds=20)
        return self.ran

    def _carry(self, job: Job, work: object, *, seconds: float) -> bool:
        self.ran.append((job.name, seconds))
        self._passing(self._takes)
        self.moment += timedelta(seconds=self._takes)
        return False


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    at = [0.0]
    clock = SimpleNamespace(monotonic=lambda: at[0])
    monkeypatch.setattr("spice.application.upkeep.run_instance_jobs.time", clock)

    def passes(seconds: float) -> None:
        at[0] += seconds

    return passes


def test_a_round_ends_in_time_and_who_waited_is_first_in_the_next_one(passing: Callable[[float], None]) -> None:
    rounds = Rounds(15.0, passing)
    for number in range(3):
        rounds.ask(number, Migrate(UUID(int=number), f"c{number}"))

    ran = [[name for name, _ in rounds.round()] for _ in range(3)]

    assert ran == [["migrate c0", "migrate c1"], ["migrate c2", "migrate c0"], ["migrate c1", "migrate c2"]]
    assert [function for function, _ in rounds.kick.kicked] == ["maintenance"] * 3


def test_databases_share_what_is_left(passing: Callable[[float], None]) -> None:
    rounds = Rounds(0.0, passing)
    for number in range(4):
        rounds.ask(number, IndexReferences(UUID(int=number)))

    assert [seconds for _, seconds in rounds.round()] == [5.0, 20 / 3, 10.0, 20.0]


def test_of_one_database_the_oldest_job_alone_goes_on(passing: Callable[[float], None]) -> None:
    rounds = Rounds(0.0, passing)
    rounds.ask(1, Migrate(UUID(int=7), "first"))
    rounds.ask(2, IndexReferences(UUID(int=7)))

    assert [name for name, _ in rounds.round()] == ["migrate first"]

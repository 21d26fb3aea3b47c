"""A service may go between the moment it says that it is well and the moment it is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from spice.adapters.memory.quarantine import MemoryQuarantine
from spice.adapters.memory.state import MemoryState
from spice.application.queries.platform.readiness import Readiness, ReadinessRow
from spice.ports.errors import DiskFull, PortError, Transient
from spice.ports.quarantine import Quarantined

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Well:
    """Answers whoever asks how it is."""

    name: str

    def ping(self) -> None:
        """Be well."""


class Frozen(MemoryQuarantine):
    """Kept in a database that says nothing any more."""

    def all(self) -> Sequence[Quarantined]:
        """Fail."""
        raise Transient("postgres", "no answer in time")


def failing(failed: PortError) -> Readiness:
    def lost() -> Sequence[UUID]:
        raise failed

    return Readiness(
        [Well("postgres"), Well("search")], lost=lost, quarantine=MemoryQuarantine(MemoryState(), lambda: NOW)
    )


def states(told: ReadinessRow) -> dict[str, str]:
    return {name: service.state for name, service in (told.services or {}).items()}


@pytest.mark.parametrize(
    ("failed", "named"),
    [
        (Transient("postgres", "no answer in time"), "postgres"),
        (Transient("search", "no answer in time"), "search"),
        (Transient("marks", "nobody asked how that is"), "search"),
    ],
)
def test_what_failed_is_named_not_what_was_looked_at(failed: PortError, named: str) -> None:
    told = failing(failed)(NOW)

    assert states(told) == {"postgres": "up", "search": "up"} | {named: "down"}
    assert told.ready is False


def test_a_database_that_went_is_not_asked_for_what_is_set_apart() -> None:
    assert failing(Transient("postgres", "gone"))(NOW).quarantined is None
    assert failing(Transient("search", "gone"))(NOW).quarantined == []


def test_the_reason_that_may_be_told_is_told() -> None:
    told = failing(DiskFull("postgres", "pg_wal"))(NOW)

    assert told.services
    assert told.services["postgres"].reason == DiskFull.told


def test_nobody_can_say_what_is_set_apart_while_the_database_is_away() -> None:
    told = Readiness([Well("postgres")], quarantine=Frozen(MemoryState(), lambda: NOW))(NOW)

    assert (states(told), told.quarantined, told.ready) == ({"postgres": "down"}, None, False)

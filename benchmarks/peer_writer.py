"""One writer of the peer, as its documentation has it."""
# The peer is there only with the dependency group `bench`: mypy must be content with and without it.
# mypy: disable-error-code="misc, import-not-found, untyped-decorator"

import time
from collections.abc import Mapping, Sequence
from multiprocessing.synchronize import Barrier, Lock
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.flights import identity

SETTINGS = {
    "PERSISTENCE_MODULE": "eventsourcing.postgres",
    # Every hot aggregate stays in its cache and is not copied: the quickest it can be at this.
    "AGGREGATE_CACHE_MAXSIZE": "2000",
    "DEEPCOPY_FROM_AGGREGATE_CACHE": "n",
}


class Flight(Aggregate):
    """A flight: its state is a mapping."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @staticmethod
    def create_id(data: dict[str, Any]) -> UUID:
        """Name it by its key."""
        return uuid5(NAMESPACE_URL, identity(data))

    @event("Updated")
    def update(self, changes: dict[str, Any]) -> None:
        """Change some of it."""
        self.data.update(changes)


def write(
    environment: Mapping[str, str],
    hot: bool,
    data: Sequence[dict[str, Any]],
    seconds: float,
    alone: Lock,
    start: Barrier,
    done: Any,
) -> None:
    """Save new flights, or updates of hot ones, for so many seconds; puts (events, seconds) into `done`."""
    with alone:  # the first one makes the tables
        application: Application[UUID] = Application(env={**environment, **SETTINGS})
    ids = [_save(application, row) for row in data] if hot else []
    start.wait()
    began = time.monotonic()
    until = began + seconds
    count = _update(application, ids, until) if hot else _create(application, data, until)
    done.put((count, time.monotonic() - began))
    application.close()


def _save(application: Any, row: dict[str, Any]) -> UUID:
    flight = Flight(data=row)
    application.save(flight)
    identifier: UUID = flight.id
    return identifier


def _create(application: Any, data: Sequence[dict[str, Any]], until: float) -> int:
    for count, row in enumerate(data):
        if time.monotonic() > until:
            return count
        _save(application, row)
    return len(data)


def _update(application: Any, ids: Sequence[UUID], until: float) -> int:
    count = 0
    while time.monotonic() < until:
        flight = application.repository.get(ids[count % len(ids)])
        flight.update({"dep_delay": count, "arr_delay": -count})
        application.save(flight)
        count += 1
    return count

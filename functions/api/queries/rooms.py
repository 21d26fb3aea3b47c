"""Every route that reads."""

from collections.abc import Callable, Sequence

from functions.api.queries import (
    administration,
    commands,
    databases,
    documents,
    events,
    instances,
    ontology,
    partitions,
    platform,
    searches,
    shards,
)
from functions.api.queries.reading import Reading, Room
from spice.application.query_ports import QueryPorts
from spice.entrypoints.http import Api
from spice.entrypoints.http_route import Route


def add(api: Api, ports: QueryPorts, writes: Callable[[], Sequence[Route]]) -> None:
    """Register all of them; `writes` are the routes of the other function, for the document."""
    reading = Reading(ports)
    room = Room(api, reading)
    for reads in (
        platform,
        databases,
        ontology,
        searches,
        instances,
        events,
        commands,
        administration,
        partitions,
        shards,
    ):
        reads.add(room, reading)
    documents.add(room, reading, lambda: [*api.routes, *writes()])

"""Every route that reads."""

from collections.abc import Callable, Sequence

from functions.api.description import documents
from functions.api.operations import (
    administration,
    dead_letters,
    imports,
    partitions,
    platform,
    shards,
    sheet_connections,
    sheets,
    watching,
)
from functions.api.queries import (
    branches,
    commands,
    databases,
    events,
    exports,
    instances,
    links,
    ontology,
    preferences,
    pulls,
    searches,
    views,
    webhooks,
)
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.route import Route
from spice.wired import Wired

READS = (
    platform,
    databases,
    ontology,
    branches,
    pulls,
    searches,
    exports,
    links,
    instances,
    events,
    commands,
    administration,
    dead_letters,
    imports,
    partitions,
    shards,
    sheets,
    sheet_connections,
    watching,
    webhooks,
    views,
    preferences,
)
"""In the order of the document."""


def add(api: Api, ports: Wired, writes: Callable[[], Sequence[Route]]) -> None:
    """Register all of them; `writes` are the routes of the other function, for the document."""
    reading = Reading(ports, asks_google=ports.settings.google.open)
    room = QueryRoutes(api, reading)
    for reads in READS:
        reads.add(room, reading)
    documents.add(room, reading, lambda: [*api.routes, *writes()])

"""Every route that writes."""

from collections.abc import Sequence

from functions.api.commands import (
    branches,
    bulk,
    databases,
    dead_letters,
    erasures,
    grants,
    instances,
    interchange,
    ontology,
    pulls,
    undo,
    webhook_deliveries,
    webhooks,
)
from functions.api.commands.writing import CommandRoutes, Writing
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.route import Route
from spice.wired import Wired


def add(api: Api, ports: Wired) -> None:
    """Register all of them."""
    writing = Writing(ports)
    room = CommandRoutes(api, writing)
    for writes in (databases, grants, ontology, interchange, branches, pulls, instances, erasures, dead_letters):
        writes.add(room, writing)
    ontology.add_check(api, writing)
    dead_letters.add_many(api, writing)
    bulk.add(api, writing)
    undo.add(api, writing)
    webhooks.add(api, writing, ports.settings.webhooks.doors)
    webhook_deliveries.add(api, writing)


def command_routes(ports: Wired) -> Sequence[Route]:
    """List them, for the function that describes the whole API."""
    api = Api(ports)
    add(api, ports)
    return list(api.routes)

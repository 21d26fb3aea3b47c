"""GET … -> read models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api.queries import (
    administration,
    commands,
    databases,
    documents,
    events,
    instances,
    ontology,
    platform,
    searches,
)
from functions.api.queries.reading import Reading, Room
from spice.entrypoints.http import Api
from spice.entrypoints.wiring import Handler, lazy

if TYPE_CHECKING:
    from spice.bootstrap import Ports


def build(ports: Ports) -> Handler:
    """Wire the reads to their ports."""
    api, reading = Api(ports), Reading(ports)
    room = Room(api, reading)
    for reads in (platform, databases, ontology, searches, instances, events, commands, administration):
        reads.add(room, reading)
    documents.add(room, reading, lambda: api.routes)
    return api


lambda_handler = lazy(build)

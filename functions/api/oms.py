"""POST, PUT, PATCH, DELETE … -> commands in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api import command_routes
from functions.api.witness import AuditWitness
from spice.application.intake.refusals import Refusals
from spice.entrypoints.http.api import Api
from spice.entrypoints.lazy import REQUEST_SECONDS, Handler, lazy

if TYPE_CHECKING:
    from spice.wired import Wired


def build(ports: Wired) -> Handler:
    """Wire the writes to their ports."""
    api = Api(ports, witness=AuditWitness(ports, Refusals(ports.commands, ports.now)))
    command_routes.add(api, ports)
    return api


lambda_handler = lazy(build, statement_seconds=REQUEST_SECONDS)

"""GET … -> read models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from functions.api import query_routes
from functions.api.witness import AuditWitness
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.route import Route
from spice.entrypoints.lazy import REQUEST_SECONDS, Handler, lazy

if TYPE_CHECKING:
    from spice.wired import Wired


def build(ports: Wired) -> Handler:
    """Wire the reads to their ports."""

    @cache
    def writes() -> Sequence[Route]:
        # Only the API's description and `Allow` ask for them: no cold start pays for their models.
        from functions.api.command_routes import command_routes
        from spice.entrypoints.http.funnel import funnel_routes

        return [*command_routes(ports), *funnel_routes(ports)]

    api = Api(ports, elsewhere=writes, witness=AuditWitness(ports))
    query_routes.add(api, ports, writes)
    return api


lambda_handler = lazy(build, statement_seconds=REQUEST_SECONDS)

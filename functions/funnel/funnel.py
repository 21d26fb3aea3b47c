"""POST /funnel/…, /uploads -> what a table is, and what it could become; where to put one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spice.entrypoints.http import funnel
from spice.entrypoints.http.api import Api
from spice.entrypoints.lazy import REQUEST_SECONDS, Handler, lazy

if TYPE_CHECKING:
    from spice.wired import Wired


def build(ports: Wired) -> Handler:
    """Wire the analysis to its ports."""
    api = Api(ports)
    funnel.add(api, ports)
    return api


lambda_handler = lazy(build, statement_seconds=REQUEST_SECONDS)

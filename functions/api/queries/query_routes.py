"""How reads are registered."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any

from functions.api.queries.given import check_given
from functions.api.queries.reading import Reading
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Handler, Method, Needs, Parameter
from spice.ports.errors import DiskFull


class QueryRoutes:
    """Registers reads: empty parameters are refused, reads of a database are counted."""

    def __init__(self, api: Api, reading: Reading) -> None:
        self._api = api
        self._reading = reading

    def get(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a GET."""
        return self._route("GET", path, needs, options)

    def post(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a POST that only reads, or starts a job."""
        return self._route("POST", path, needs, options)

    def delete(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a DELETE of what is no fact: a job that is to stop."""
        return self._route("DELETE", path, needs, options)

    def put(self, path: str, *, needs: Needs, **options: Any) -> Callable[[Handler], Handler]:
        """Register a PUT of what is no fact: how the platform is operated, a draft. All else changes by commands."""
        return self._route("PUT", path, needs, options)

    def _route(self, method: Method, path: str, needs: Needs, options: dict[str, Any]) -> Callable[[Handler], Handler]:
        known: Sequence[Parameter] = options.get("query", ())

        def register(function: Handler) -> Handler:
            @wraps(function)
            def read(request: Request, *body: Any) -> Answer:
                check_given(request, known)
                if request.access is not None:
                    # A figure is not worth an answer: on a full disk reads go on uncounted.
                    with suppress(DiskFull):
                        self._reading.ports.operations.count_read(request.database.uuid, request.actor.subject)
                return function(request, *body)

            self._api.route(method, path, needs=needs, **options)(read)
            return function

        return register

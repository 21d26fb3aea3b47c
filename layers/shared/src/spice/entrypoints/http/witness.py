"""Who is told of what a door refuses, and of what it shows."""

from collections.abc import Mapping
from typing import Any, Protocol

from spice.application.ground.showing import Showing
from spice.domain.errors import DomainError
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Route
from spice.entrypoints.http.visit import Visit


class Witness(Protocol):
    """Is told before the answer goes out; what it raises is answered instead."""

    def refused(self, route: Route, path: Mapping[str, str], visit: Visit, refused: DomainError) -> None:
        """Hear of a request that is refused."""
        ...

    def shown(self, route: Route, request: Request, shown: Showing) -> None:
        """Hear of an answer, and what it shows of persons."""
        ...

    def done(self, route: Route, request: Request, answer: Answer[Any, Any]) -> None:
        """Hear of what was done and becomes no event."""
        ...


class Nobody:
    """Hears nothing."""

    def refused(self, route: Route, path: Mapping[str, str], visit: Visit, refused: DomainError) -> None:
        """Note nothing."""

    def shown(self, route: Route, request: Request, shown: Showing) -> None:
        """Note nothing."""

    def done(self, route: Route, request: Request, answer: Answer[Any, Any]) -> None:
        """Note nothing."""

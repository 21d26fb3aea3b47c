"""Who is told of a request that is refused."""

from collections.abc import Callable, Mapping

from spice.domain.errors import DomainError
from spice.entrypoints.http.route import Route
from spice.entrypoints.http.visit import Visit

TurnedAway = Callable[[Route, Mapping[str, str], Visit, DomainError], None]
"""Is told before the answer goes out; what it raises is answered instead."""


def ignore(route: Route, path: Mapping[str, str], visit: Visit, refused: DomainError) -> None:
    """Note nothing."""

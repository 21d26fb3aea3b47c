"""What a route's function makes of a request that has passed the door."""

from spice.domain.errors import DomainError
from spice.entrypoints.http.answer import REHEARSED, Answer, rehearsed, status_of
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Route


def called(route: Route, request: Request) -> Answer:
    """Call it; what a dry run would be refused with is told as an answer."""
    if request.barred is not None:
        return _again(route, request, request.barred)
    try:
        if route.body is None:
            return route.function(request)
        return route.function(request, request.body.read(route.body, request.zone))
    except DomainError as refused:
        if route.command and request.dry_run and status_of(refused.code) in REHEARSED:
            return rehearsed(refused.problems)
        raise


def _again(route: Route, request: Request, barred: DomainError) -> Answer:
    """Answer a retry of who may not any more as the request was answered; anything else is refused as ever."""
    try:
        answered = None if route.again is None else route.again(request)
    except DomainError:
        answered = None
    if answered is None:
        raise barred
    return answered

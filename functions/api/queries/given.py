"""What a query says, before a route reads it."""

from collections.abc import Sequence

from spice.domain.errors import refuse
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import Parameter


def check_given(request: Request, known: Sequence[Parameter]) -> None:
    """Refuse a parameter that says nothing, and one that is missing; the door has refused those that are unknown."""
    for parameter in known:
        name = parameter.name
        if parameter.required and name not in request.query.names:
            raise refuse("invalid_parameter", f"{name} is missing")
        if parameter.type is not str and "" in request.query.all(name):
            raise refuse("invalid_parameter", f"{name} is empty", hint="leave it out")

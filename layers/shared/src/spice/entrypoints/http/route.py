"""What a route declares: where it is, who may use it, what it takes. The OpenAPI document is made from this."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel

from spice.domain.errors import Code
from spice.entrypoints.http.answer import Answer

API = "/api/v1"
"""The base of every path; infra/catalogue/names.py says the same (a test compares them)."""

Needs = Literal["nothing", "nothing or a token", "token", "admin", "viewer", "editor", "modeler", "owner"]
"""Who may pass: anybody (told apart by a token that is shown), any verified token, the admin claim, or the weakest role
in `{db}`."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Handler = Callable[..., Answer[Any, Any]]
"""Says in its annotation what it answers; a command (functions/api/commands), what it leaves."""

PARAMETER = re.compile(r"{(\w+)}")
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters no name or id holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter. `type` is what it holds, for the document; the route reads it from `request.query`."""

    name: str
    description: str = ""
    type: Any = str
    required: bool = False

    @property
    def longest(self) -> int | None:
        """How many characters its type lets it have."""
        kind, *said = get_args(self.type) or (self.type,)
        rules = [rule for field in said for rule in getattr(field, "metadata", ())] if kind is str else []
        return next((rule.max_length for rule in rules if hasattr(rule, "max_length")), None)


AFTER = Parameter(
    name="after",
    type=UUID,
    description=(
        "A command's or batch's id: answer from a state that includes it. Waits up to `Prefer: wait=N`, "
        "else 409 `not_yet_visible` with `Retry-After`."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route: `function(request)`, or `function(request, body)` when it declares a `body`."""

    method: Method
    path: str
    function: Handler
    needs: Needs
    query: Sequence[Parameter] = ()
    body: type[BaseModel] | None = None
    reads: type[BaseModel] | None = None
    """The model of a body that the function reads by itself."""
    media_types: Sequence[str] = ("application/json",)
    command: bool = False
    """A command: answers 200/201/202 with the command, takes Idempotency-Key and Prefer."""
    keyed: bool = False
    """No command, and takes Idempotency-Key all the same."""
    noted: bool = False
    """Whether the audit is told that it was done, since no event is made of it."""
    again: Callable[..., Answer[Any, Any] | None] | None = None
    """What answers a retry of who may not any more; None: it is refused."""
    heeds: Sequence[str] = ()
    """Which of If-Match and If-None-Match a route that is no GET heeds; it refuses the others."""
    may: Sequence[Code] = ()
    """Codes that it may refuse with, beside those that follow from what it takes."""
    refused: Any = None
    """The type of `data` in a refusal that has any."""
    rehearses: Any = None
    """What a dry run tells of a command that is answered directly, with what it leaves."""
    also: Sequence[int] = ()
    """Statuses beside `status`, of what is no command."""
    tagged: bool = False
    """Whether an answer has an entity tag."""
    revalidates: bool = False
    """Whether that stands for all of the answer: who holds it (If-None-Match) is answered 304."""
    status: int = 200
    answers: str = "application/json"
    """The media type of the answer; anything but JSON is outside the envelope."""
    enveloped: bool = True
    """False for JSON that is outside the envelope too."""

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.function.__doc__ or self.function.__name__).strip().partition("\n")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The query parameters it knows."""
        return tuple(parameter.name for parameter in self.query)

"""What a route answers, and the envelope it travels in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

import typing_extensions
from msgspec import UNSET, Struct
from msgspec.structs import replace

from spice.domain.errors import Problem
from spice.entrypoints.http.meta import Meta, PageMeta
from spice.messages.codec import encode
from spice.messages.problem import ProblemRow, problem_rows
from spice.messages.shapes import Written

STATUS: Mapping[str, int] = {
    "malformed_json": 400,
    "invalid_parameter": 400,
    "unknown_field": 400,
    "invalid_cursor": 400,
    "unauthenticated": 401,
    "token_expired": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "already_exists": 409,
    "stale_plan": 409,
    "merge_conflict": 409,
    "not_yet_visible": 409,
    "referenced": 409,
    "review_required": 409,
    "subject_erased": 409,
    "version_conflict": 412,
    "too_large": 413,
    "too_many_lines": 413,
    "unsupported_media_type": 415,
    "rate_limited": 429,
    "internal": 500,
    "unavailable": 503,
}
"""Status by code; every other code is a broken rule of the ontology: 422."""

REHEARSED = (404, 409, 412, 413, 422)
"""What a dry run tells instead of being refused with it: all that depends on the state and its rules."""

JSON = "application/json"
Kind = Literal["success", "created", "accepted", "error"]
_KINDS: Mapping[int, Kind] = {200: "success", 201: "created", 202: "accepted"}

Shape = TypeVar("Shape")
About = TypeVar("About", bound=Meta)
Data = typing_extensions.TypeVar("Data", covariant=True, default=Any)
Said = typing_extensions.TypeVar("Said", bound=Meta, covariant=True, default=Meta)

_NOTHING: Any = None
_NO_MORE: Any = Meta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Data, Said]):
    """An answer: `data` and `meta` go into the envelope; `body` (with its `content_type`) goes out as it is.

    A route's function says in its annotation what it answers, `Answer[InstanceRow]`: the document is made from that.
    """

    status: int = 200
    data: Data = _NOTHING
    message: str = ""
    errors: Sequence[ProblemRow] = ()
    meta: Said = _NO_MORE
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = JSON

    @property
    def is_text(self) -> bool:
        """Whether the body goes out as text; other bodies travel in base64."""
        return "json" in self.content_type or self.content_type.startswith("text/")


Listed: TypeAlias = Answer[Sequence[Shape], PageMeta]
"""A page of a list."""


class Envelope(Struct, Generic[Shape, About], frozen=True):
    """What every answer in JSON travels in."""

    status: Kind
    message: str
    data: Shape
    errors: Sequence[ProblemRow]
    meta: About
    """Last, because it is another one each time (compression)."""


class Rejection(Struct, frozen=True):
    """What a dry run tells that would be refused."""

    changed: bool
    errors: Sequence[ProblemRow]


def status_of(code: str) -> int:
    """Tell the HTTP status of a problem's code."""
    return STATUS.get(code, 422)


def page(data: Sequence[Shape], *, next_cursor: str | None = None) -> Listed[Shape]:
    """Answer a list: an array in `data`, `next_cursor` only when there is more."""
    return Answer(data=data, meta=PageMeta(next_cursor=UNSET if next_cursor is None else next_cursor))


def refusal(problems: Sequence[Problem], headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with every problem; the first decides the status."""
    first = problems[0]
    errors = problem_rows(problems)
    return Answer(status=status_of(first.code), message=first.message, errors=errors, headers=headers or {})


def undone(data: Shape) -> Answer[Shape]:
    """Answer a dry run: what would happen."""
    return Answer(data=data, message="nothing was done: this is a dry run")


def rehearsed(problems: Sequence[Problem]) -> Answer[Rejection]:
    """Answer a dry run that would be refused: that it would is what was asked."""
    errors = problem_rows(problems)
    return Answer(data=Rejection(changed=False, errors=errors), message="this would be refused", errors=errors)


def envelope(answer: Answer, request_id: str) -> bytes:
    """Encode an answer in the envelope."""
    refused = answer.status >= 400
    return encode(
        Envelope(
            status="error" if refused else _KINDS.get(answer.status, "success"),
            message=answer.message or ("" if refused else "OK"),
            data=answer.data.json if isinstance(answer.data, Written) else answer.data,
            errors=answer.errors,
            meta=replace(answer.meta, request_id=request_id),
        )
    )

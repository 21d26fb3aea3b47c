"""What a route answers, and the envelope it travels in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spice.application.ground.problem_rows import problem_row
from spice.domain.errors import Problem
from spice.messages.codec import encode

STATUS = {
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
_KINDS = {200: "success", 201: "created", 202: "accepted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: `data` goes into the envelope; `body` (with its `content_type`) goes out as it is."""

    status: int = 200
    data: object = None
    message: str = ""
    errors: Sequence[Problem | Mapping[str, object]] = ()
    meta: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = JSON

    @property
    def is_text(self) -> bool:
        """Whether the body goes out as text; other bodies travel in base64."""
        return "json" in self.content_type or self.content_type.startswith("text/")


def status_of(code: object) -> int:
    """Tell the HTTP status of a problem's code."""
    return STATUS.get(str(code), 422)


def page(data: Sequence[object], *, next_cursor: str | None = None, **meta: object) -> Answer:
    """Answer a list: an array in `data`, `next_cursor` only when there is more, `total` and the like in `meta`."""
    shown = {name: value for name, value in meta.items() if value is not None}
    return Answer(data=data, meta=shown if next_cursor is None else {"next_cursor": next_cursor, **shown})


def refusal(problems: Sequence[Problem], headers: Mapping[str, str] | None = None) -> Answer:
    """Answer with every problem; the first decides the status."""
    first = problems[0]
    return Answer(status=status_of(first.code), message=first.message, errors=problems, headers=headers or {})


def rehearsed(problems: Sequence[Problem]) -> Answer:
    """Answer a dry run that would be refused: that it would is what was asked."""
    rows = [problem_row(problem) for problem in problems]
    return Answer(data={"changed": False, "errors": rows}, message="this would be refused", errors=problems)


def envelope(answer: Answer, request_id: str) -> bytes:
    """Encode an answer in the envelope."""
    errors = [problem_row(each) if isinstance(each, Problem) else each for each in answer.errors]
    return encode(
        {
            "status": _KINDS.get(answer.status, "success") if answer.status < 400 else "error",
            "message": answer.message or ("" if answer.status >= 400 else "OK"),
            "data": answer.data,
            "errors": errors,
            # Last, because it is another one each time (http_compression).
            "meta": {**answer.meta, "request_id": request_id},
        }
    )

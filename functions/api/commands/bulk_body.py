"""The body of a bulk request read line by line: NDJSON, or one JSON object with a list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from functions.api.commands.models import BulkBody
from spice.application.bulk_lines import BulkLine, Common
from spice.domain.datatypes.checking import moved, wrong_type
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.wording import quoted
from spice.entrypoints.http_body import Body
from spice.entrypoints.http_json import BROKEN, has_all, read_json

MOST_LINES = 10_000
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_FIELDS = tuple(each.encode_name for each in msgspec.structs.fields(BulkLine))
_TEXTS = ("class", "id", "op", "reason", "occurred_at")
_TYPES = (*((name, str, "a text") for name in _TEXTS), ("if_version", int, "a whole number"))

_decode = msgspec.json.Decoder(BulkLine, float_hook=Decimal).decode


@dataclass(slots=True)
class Lines:
    """What a bulk body holds: the lines that could be read, by number, and the problems of the others."""

    common: Common = field(default_factory=Common)
    good: list[tuple[int, BulkLine]] = field(default_factory=list)
    unread: dict[int, Sequence[Problem]] = field(default_factory=dict)


def read_lines(body: Body) -> Lines:
    """Read a bulk body; refuses one that is no bulk body at all."""
    return _of_text(body.content()) if body.media_type in LINES else _of_json(body)


def _of_text(content: bytes) -> Lines:
    texts = content.rstrip().split(b"\n") if content.strip() else []
    _count(len(texts))
    lines = Lines()
    for number, text in enumerate(texts, 1):
        try:
            lines.good.append((number, _decode(text)))
        except BROKEN:
            _look_closer(lines, number, text)
    # One look at the whole tells that no line repeats a key; only where it cannot, every line is looked at.
    readable = b"".join(texts[number - 1] for number, _ in lines.good) if lines.unread else content
    if not has_all(readable, [line for _, line in lines.good]):
        lines.good = [(number, line) for number, line in lines.good if _is_whole(lines, number, texts[number - 1])]
    return lines


def _of_json(body: Body) -> Lines:
    value = body.read(BulkBody)
    _count(len(value.instances))
    lines = Lines(Common(class_name=value.class_, op=value.op, reason=value.reason))
    for number, each in enumerate(value.instances, 1):
        _convert(lines, number, each)
    return lines


def _look_closer(lines: Lines, number: int, text: bytes) -> None:
    """Say what is wrong with a line that is not blank."""
    if text.strip():
        try:
            _convert(lines, number, read_json(text))
        except DomainError as refused:
            lines.unread[number] = refused.problems


def _convert(lines: Lines, number: int, value: Any) -> None:
    if not isinstance(value, dict):
        lines.unread[number] = [Problem(code="wrong_type", message="a line is a JSON object", value=shown(value))]
    elif unknown := [name for name in value if name not in _FIELDS]:
        lines.unread[number] = [
            Problem(
                code="unknown_field",
                message=f"unknown field {quoted(name)}",
                path=pointer("", name),
                hint=did_you_mean(name, _FIELDS),
            )
            for name in unknown
        ]
    else:
        try:
            lines.good.append((number, msgspec.convert(value, BulkLine)))
        except msgspec.ValidationError:
            lines.unread[number] = [*_mistyped(value)]


def _mistyped(value: Mapping[str, Any]) -> Iterator[Problem]:
    """Tell every field of a line that is of another type."""
    for name, kind, expected in _TYPES:
        if name in value and not (value[name] is None or type(value[name]) is kind):
            for problem in wrong_type(expected, value[name]).problems:
                yield moved(problem, f"/{name}", message=f"{name} {problem.message}")


def _is_whole(lines: Lines, number: int, text: bytes) -> bool:
    try:
        read_json(text)
    except DomainError as refused:
        lines.unread[number] = refused.problems
        return False
    return True


def _count(lines: int) -> None:
    if lines > MOST_LINES:
        raise refuse("too_many_lines", f"{lines} lines: at most {MOST_LINES} in a request", value=lines)
    if lines == 0:
        raise refuse("missing_property", "there are no lines", path="/lines")

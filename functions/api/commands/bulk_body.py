"""The body of a bulk request read line by line: NDJSON, or one JSON object with a list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

import msgspec

from functions.api.commands.models import BulkBody
from spice.application.intake.bulk_line import BulkLine, Read
from spice.application.intake.bulk_lines import BulkDefaults
from spice.domain.bounds import BODY_DEPTH, BULK_LINES, UNKNOWN
from spice.domain.datatypes.checking import moved, wrong_type
from spice.domain.errors import DomainError, Problem, refuse
from spice.domain.hints import did_you_mean, pointer, shown
from spice.domain.wording import quoted
from spice.entrypoints.http.bodies.body import Body
from spice.entrypoints.http.bodies.json import BROKEN, has_all, read_json
from spice.entrypoints.http.bodies.weight import weigh_lines

LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_FIELDS = tuple(each.encode_name for each in msgspec.structs.fields(BulkLine))
_TEXTS = ("class", "id", "op", "reason", "occurred_at")
_TYPES = (*((name, str, "a text") for name in _TEXTS), ("if_version", int, "a whole number"))

_decode = msgspec.json.Decoder(BulkLine, float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Lines:
    """What a bulk body holds: what it says once for all, and its lines by number, read when their turn comes."""

    each: Iterable[tuple[int, Read]]
    common: BulkDefaults = field(default_factory=BulkDefaults)


def read_lines(body: Body) -> Lines:
    """Read a bulk body; refuses one that is no bulk body at all."""
    return _of_text(body.content()) if body.media_type in LINES else _of_json(body)


def _of_text(content: bytes) -> Lines:
    content = content.rstrip()
    _count(content.count(b"\n") + 1 if content else 0)
    weigh_lines(content)
    return Lines(_texts(content))


def _texts(content: bytes) -> Iterator[tuple[int, Read]]:
    for number, text in enumerate(BytesIO(content), 1):
        if not text.isspace():
            yield number, partial(_read, text)


def _of_json(body: Body) -> Lines:
    value = body.read(BulkBody)
    _count(len(value.instances))
    common = BulkDefaults(class_name=value.class_, op=value.op, reason=value.reason)
    return Lines([(number, partial(_convert, each)) for number, each in enumerate(value.instances, 1)], common)


def _read(text: bytes, most: int) -> BulkLine:
    return _line(text) or _convert(read_json(text), most)


def _line(text: bytes) -> BulkLine | None:
    """Decode a line the short way; None: it has to be looked at closer."""
    if text.count(b"[") + text.count(b"{") > BODY_DEPTH:
        return None
    try:
        line = _decode(text)
    except BROKEN:
        return None
    return line if has_all(text, line) else None


def _convert(value: Any, most: int) -> BulkLine:
    if not isinstance(value, dict):
        raise refuse("wrong_type", "a line is a JSON object", value=shown(value))
    if unknown := [name for name in value if name not in _FIELDS]:
        raise DomainError([_unknown(name) for name in unknown[: min(most, UNKNOWN)]])
    try:
        return msgspec.convert(value, BulkLine)
    except msgspec.ValidationError as broken:
        raise DomainError([*_mistyped(value)]) from broken


def _mistyped(value: Mapping[str, Any]) -> Iterator[Problem]:
    """Tell every field of a line that is of another type."""
    for name, kind, expected in _TYPES:
        if name in value and not (value[name] is None or type(value[name]) is kind):
            for problem in wrong_type(expected, value[name]).problems:
                yield moved(problem, f"/{name}", message=f"{name} {problem.message}")


def _unknown(name: str) -> Problem:
    hint = did_you_mean(name, _FIELDS)
    return Problem(code="unknown_field", message=f"unknown field {quoted(name)}", path=pointer("", name), hint=hint)


def _count(lines: int) -> None:
    if lines > BULK_LINES:
        raise refuse("too_many_lines", f"{lines} lines: at most {BULK_LINES} in a request", value=lines)
    if lines == 0:
        raise refuse("missing_property", "there are no lines", path="/lines")

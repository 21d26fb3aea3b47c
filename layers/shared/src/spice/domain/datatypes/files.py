"""Files and images: where they are, and what is known of them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from spice.domain.datatypes.admitting import ceiling, itself, media_types
from spice.domain.datatypes.checking import Check, Rejected, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, Constraint, DataType, JsonSchema
from spice.domain.datatypes.integers import an_integer
from spice.domain.datatypes.kinds import FieldKind
from spice.domain.datatypes.names import a_name
from spice.domain.datatypes.records import patches_of, read_parts
from spice.domain.datatypes.rules import Rule, list_of
from spice.domain.datatypes.urls import a_url
from spice.domain.errors import Problem

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", re.ASCII).fullmatch
_TYPES = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})", re.ASCII).fullmatch
_SHA256 = re.compile("[0-9a-f]{64}").fullmatch
_LARGEST = 2**63 - 1


def a_content_type(value: object) -> object:
    """Read a media type without parameters; the normal form is in small letters."""
    if type(value) is not str or not _TYPE(value.lower()):
        raise wrong_type("a media type such as image/png", value)
    return value.lower()


def a_size(value: object) -> object:
    """Read a count of bytes or pixels."""
    number = an_integer(value)
    if not 0 <= number <= _LARGEST:  # type: ignore[operator]  # an int
        raise violated(f"must be from 0 to {_LARGEST}", value)
    return number


def a_digest(value: object) -> object:
    """Read a SHA-256 in hexadecimal; the normal form is in small letters."""
    if type(value) is not str or not _SHA256(value.lower()):
        raise wrong_type("64 hexadecimal digits", value)
    return value.lower()


_FILE: dict[str, Check] = {"url": a_url, "name": a_name, "content_type": a_content_type, "size": a_size}
_FILE |= {"sha256": a_digest}
_IMAGE: dict[str, Check] = {**_FILE, "width": a_size, "height": a_size, "alt": a_name}
_KINDS: Mapping[Check, FieldKind] = {a_name: "text", a_size: "number"}


def _expected(name: str) -> str:
    return f'{name} as a URL, or as {{"url": "https://…"}} with what is known of it'


def files(reads: Mapping[str, Check], expected: str, always: str | None) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a type of files."""

    def read(value: object) -> object:
        if isinstance(value, str):
            return {"url": a_url(value)}
        return read_parts(value, reads, expected, required=["url"])

    def build(spec: Spec, compile_: Compile) -> Check:
        constraints = constraints_of(spec)
        allowed, most = constraints.get("content_types"), constraints.get("max_size")
        rules: list[Rule] = [] if always is None else [_of_types([always], absent=True)]
        rules += [_of_types(allowed, absent=False)] if isinstance(allowed, list) else []
        rules += [_not_above(most)] if isinstance(most, int) else []
        return also(read, rules)

    return build


def _of_types(allowed: list[str], *, absent: bool) -> Rule:
    def rule(value: object) -> None:
        told = value.get("content_type") if isinstance(value, dict) else None
        names = (str(told), f"{str(told).partition('/')[0]}/*")
        if not (absent and told is None) and not any(name in allowed for name in names):
            raise _at("content_type", f"must be {' or '.join(allowed)}", told)

    return rule


def _not_above(most: int) -> Rule:
    def rule(value: object) -> None:
        size = value.get("size") if isinstance(value, dict) else None
        if not isinstance(size, int | Decimal) or size > most:
            raise _at("size", f"must be known, and at most {most} bytes", size)

    return rule


def _at(part: str, rule: str, value: object) -> Rejected:
    return Rejected([Problem(code="constraint_violated", message=rule, path=f"/{part}", value=value)])


def _types(value: object) -> object:
    if type(value) is not str or not _TYPES(value):
        raise wrong_type("a media type such as application/pdf or image/*", value)
    return value


def _described(reads: Mapping[str, Check]) -> JsonSchema:
    number, text = {"type": "integer", "minimum": 0}, {"type": "string"}
    return {
        "type": "object",
        "properties": {part: number if read is a_size else text for part, read in reads.items()},
        "required": ["url"],
        "additionalProperties": False,
    }


_CONSTRAINTS = {
    "content_types": Constraint(
        meaning="of one of these media types (image/*: of any)", read=list_of(_types), admits=media_types
    ),
    "max_size": Constraint(meaning="at most this many bytes", read=a_size, admits=ceiling(itself)),
}


def _type(
    name: str, what: str, reads: Mapping[str, Check], example: Mapping[str, object], always: str | None
) -> DataType:
    expected = _expected(what)
    build = files(reads, expected, always)
    return DataType(
        name=name,
        description=f"{what.capitalize()} at a URL. Filters, sorts and facets that name the property look at its URL.",
        accepts=("a text: its URL", f"an object with url, and with any of {', '.join(list(reads)[1:])}"),
        normal_form="an object with its url, each part in its normal form",
        examples=(example,),
        build=build,
        build_patch=lambda spec, compile_: patches_of(build(spec, compile_), reads, "url", expected),
        parts={part: _KINDS.get(read, "keyword") for part, read in reads.items()},
        main="url",
        parts_asked=reads,
        constraints=_CONSTRAINTS,
        keyable=False,
        cell="structure",
        json_schema=_described(reads),
    )


FILE = _type(
    "FILE",
    "a file",
    _FILE,
    {"url": "https://example.com/report.pdf", "name": "report.pdf", "content_type": "application/pdf", "size": 1024},
    None,
)
IMAGE = _type(
    "IMAGE",
    "an image",
    _IMAGE,
    {"url": "https://example.com/a.png", "content_type": "image/png", "width": 640, "height": 480},
    "image/*",
)

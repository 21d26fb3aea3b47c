"""The body of a request: unpacked within bounds, decoded, checked against a model."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from spice.domain.bounds import BODY_BYTES, BODY_VALUES, PLAIN_VALUES, UNKNOWN, UNPACKED_BYTES
from spice.domain.errors import DomainError, refuse
from spice.domain.hints import shown
from spice.entrypoints.http.bodies.complaints import problem_of
from spice.entrypoints.http.bodies.json import read_json
from spice.entrypoints.http.bodies.packed import too_large, unpacked

CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)

_LONGEST_FIELD = 1000
ZONE = "zone"
"""What a model's context calls the time zone of times without an offset."""
Model = TypeVar("Model", bound=BaseModel)


class EdgeModel(BaseModel):
    """A body a client sends: no conversions, no unknown fields."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)
    most_values: ClassVar[int] = PLAIN_VALUES
    """How many values such a body may hold."""

    @model_validator(mode="before")
    @classmethod
    def _has_few_unknown_fields(cls, value: Any) -> Any:
        """Each unknown field would be a problem of its own: hundreds of thousands are not even looked at."""
        if isinstance(value, dict) and len(value) > len(cls.model_fields) + UNKNOWN:
            raise PydanticCustomError("too_many_fields", "it has {count} fields", {"count": len(value)})
        if isinstance(value, dict) and max(map(len, value), default=0) > _LONGEST_FIELD:
            raise PydanticCustomError("too_many_fields", "no field has so long a name")
        return value


class Body:
    """A body, touched only when it is asked for."""

    __slots__ = ("_event", "_headers", "_unpacked")

    def __init__(self, event: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self._event = event
        self._headers = headers
        self._unpacked: bytes | None = None

    @property
    def media_type(self) -> str:
        """The media type without parameters; empty when none is named."""
        return media_type(self._headers.get("content-type", ""))

    def content(self) -> bytes:
        """The bytes, unpacked; refused when they are too many or packed in a way we do not know."""
        if self._unpacked is None:
            packed = _received(self._event)
            content = unpacked(packed, self._headers.get("content-encoding", ""), most=UNPACKED_BYTES)
            self._unpacked = content.removeprefix(BOM_UTF8)
        return self._unpacked

    def json(self, most: int = BODY_VALUES) -> Any:
        """The value of a JSON body, exact; refused when it holds too many values."""
        self.expect_json()
        return read_json(self.content(), most=most)

    def expect_json(self) -> None:
        """Refuse a body that says it is something else than JSON."""
        kind = self.media_type
        if kind and kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
            raise refuse("unsupported_media_type", f"a body of {kind} is not accepted here", hint="application/json")

    def read(self, model: type[Model], zone: str | None = None) -> Model:
        """The body as a model; no body is an empty object where every field may be left out.

        Times without an offset are in a time zone (None: UTC).
        """
        value: Any = {}
        if self.content() or any(field.is_required() for field in model.model_fields.values()):
            value = self.json(getattr(model, "most_values", BODY_VALUES))
        return check_model(model, value, zone=zone)


def check_model(model: type[Model], value: object, path: str = "", *, zone: str | None = None) -> Model:
    """Check a decoded body (or a part of it, at `path`) against a model; every problem at once."""
    if not isinstance(value, dict):
        raise refuse("wrong_type", "this must be a JSON object", path=path, value=shown(value))
    try:
        return model.model_validate(value, context={ZONE: zone})
    except ValidationError as broken:
        raise DomainError([problem_of(error, model, path) for error in broken.errors(include_url=False)]) from broken


def media_type(header: str) -> str:
    """Read a Content-Type: lower case, without parameters; another charset than UTF-8 is refused."""
    if header in ("", "application/json"):
        return header
    found = CHARSET.search(header)
    charset = found[1].lower() if found else "utf-8"
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise refuse("unsupported_media_type", f"the charset {charset} is not accepted", hint="utf-8")
    return header.partition(";")[0].strip().lower()


def _received(event: Mapping[str, Any]) -> bytes:
    text = event.get("body") or ""
    # Four characters of base64 carry three bytes: what is surely too large is not even decoded.
    if len(text) > BODY_BYTES * 4 // 3 + 4:
        raise too_large(BODY_BYTES)
    try:
        received = b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (NotBase64, ValueError) as broken:
        raise refuse("malformed_json", "the body is not UTF-8") from broken
    if len(received) > BODY_BYTES:
        raise too_large(BODY_BYTES)
    return received

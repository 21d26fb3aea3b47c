"""An event as a line of a segment."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec


class Line(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An event as the log keeps it; `command` is an index into the header's outcomes."""

    type: str
    version: int
    command: Annotated[int, msgspec.Meta(ge=0)] = 0
    class_id: str | None = msgspec.field(default=None, name="class")
    root: str | None = None
    replaces: str | None = None
    """Of an InstanceCreated: the class, gone by then, of the instance that nobody had ended and whose id it has."""
    id: str | None = None
    key: str | None = None
    data: dict[str, Any] | None = None
    set: dict[str, Any] | None = None
    unset: list[str] | None = None
    body: dict[str, Any] | None = None


decode_line = msgspec.json.Decoder(Line, float_hook=Decimal).decode
"""Read a line as the log has it."""

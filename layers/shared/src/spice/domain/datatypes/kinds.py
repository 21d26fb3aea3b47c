"""How a value behaves when it is searched."""

from typing import Literal

FieldKind = Literal["text", "keyword", "number", "boolean", "time", "point"]
"""text is searched by word and is a keyword too; keyword is exact (enums, e-mail, relationship ids); time is any date
or date and time; point is COORDINATE."""

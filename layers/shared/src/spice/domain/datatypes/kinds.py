"""How a value behaves when it is searched."""

from typing import Final, Literal

FieldKind = Literal[
    "text",
    "keyword",
    "duration",
    "clock",
    "network",
    "number",
    "boolean",
    "time",
    "point",
    "octets",
    "composite",
    "sealed",
]
"""text is searched by word and is a keyword too; keyword is exact (enums, e-mail, relationship ids); duration, clock
(a time of day) and network (IP addresses) are keywords that have an order of their own; time is any date or date and
time; point is COORDINATE; octets are bytes in a text, equal or not; of a composite (money, an object) the search knows
whether it is there; of what is sealed (a personal value) whose key it is under."""

WORDED = frozenset({"text", "keyword", "duration", "clock", "network"})
"""Kinds whose values full text search looks at."""

SEALED: Final = "sealed"
"""The kind of personal properties."""

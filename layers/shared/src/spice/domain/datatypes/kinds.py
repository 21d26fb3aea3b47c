"""How a value behaves when it is searched."""

from typing import Literal

FieldKind = Literal[
    "text", "keyword", "duration", "clock", "network", "number", "boolean", "time", "point", "octets", "composite"
]
"""text is searched by word and is a keyword too; keyword is exact (enums, e-mail, relationship ids); duration, clock
(a time of day) and network (IP addresses) are keywords that have an order of their own; time is any date or date and
time; point is COORDINATE; octets are bytes in a text, equal or not; of a composite (money, an object) the search knows
whether it is there."""

WORDED = frozenset({"text", "keyword", "duration", "clock", "network"})
"""Kinds whose values full text search looks at."""

"""Constraints as JSON Schema has them; what it has no word for, or another meaning, is told as `x-`."""

import re
from collections.abc import Mapping
from typing import Any

_WORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
    "unique_items": "uniqueItems",
    "enum": "enum",
    "format": "format",
}
_ORDERED = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
_LENGTHS = ("min_length", "max_length")
_NUMBERS = ("integer", "number")
_ITEM = r"(?:\\[dw](?!-[^\]])|\\[tnrfv.^$*+?()\[\]{}|/\\-]|[^\[\]\\])"
_ALIKE = re.compile(
    rf"(?:\\[dDwWtnrfv.^$*+?()\[\]{{}}|/\\]|\((?!\?)|\(\?:|\[\^?{_ITEM}+\]|\{{\d+(?:,\d*)?\}}|[^\\(.\[\]{{}}])*"
)
"""Patterns that RE2 and ECMA-262 read alike: without `.` and `\\s`, whose line ends and spaces differ, or flags."""


def constrained(written: Mapping[str, Any], constraints: Mapping[str, Any], *, octets: bool) -> dict[str, Any]:
    """Add constraints to what a type is described by; `octets`: its lengths are those of the bytes that are written."""
    found = dict(written)
    for name, value in constraints.items():
        if name == "pattern" and "pattern" not in found and _ALIKE.fullmatch(value):
            found["pattern"] = f"^(?:{value})$"
        elif name in _LENGTHS and octets:
            found[_WORDS[name]] = 4 * -(-value // 3) if "contentEncoding" in found else 2 * value
            found[_other(name)] = value
        elif name in _WORDS and (name not in _ORDERED or found.get("type") in _NUMBERS):
            found[_WORDS[name]] = value
        else:
            found[_other(name)] = value
    return found


def _other(name: str) -> str:
    return f"x-{name.replace('_', '-')}"

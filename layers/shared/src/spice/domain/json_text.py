"""JSON as texts of cells and values hold it: numbers with the digits they are written with, no key twice."""

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from spice.domain.bounds import BODY_DEPTH
from spice.domain.wording import quoted

BROKEN = (ValueError, RecursionError, ArithmeticError)
"""What reading raises for a text that is no JSON, or that would lose something."""


class Digits(str):
    """A number as it was written."""

    __slots__ = ()


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Make an object; a key that is there twice would lose a value."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {quoted(name[:100])} is there twice")
        found[name] = value
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


values_in = partial(json.loads, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
"""Read a text whose values are meant."""
digits_in = partial(
    json.loads, parse_float=Digits, parse_int=Digits, parse_constant=_no_number, object_pairs_hook=_once
)
"""Read a text whose numbers are kept as `Digits`, however long they are."""


def json_text(value: object, depth: int = 0) -> str:
    """Write a value as JSON. ValueError for one that is nested deeper than a body may be."""
    if depth > BODY_DEPTH:
        raise ValueError(f"nested deeper than {BODY_DEPTH} levels")
    if isinstance(value, dict):
        parts = (f"{json_text(name)}: {json_text(part, depth + 1)}" for name, part in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(json_text(part, depth + 1) for part in value) + "]"
    return str(value) if isinstance(value, Digits | Decimal) else json.dumps(value, ensure_ascii=False)

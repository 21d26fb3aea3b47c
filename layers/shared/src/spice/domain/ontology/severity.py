"""How much a change to a property's rules takes away from those who wrote and read by the old ones."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal

from spice.domain.datatypes.registry import TYPES

Severity = Literal["compatible", "weakening", "breaking"]
Judgement = tuple[Severity, str]
"""How severe a change is, and why."""

_RAISES = {"minimum", "exclusive_minimum", "min_length", "min_items"}
_LOWERS = {"maximum", "exclusive_maximum", "max_length", "max_items", "total_digits", "fraction_digits"}
_LISTS = {"enum", "currencies"}


def _wider(name: str) -> frozenset[str]:
    next_ = TYPES[name].widens_to
    return frozenset(next_).union(*(_wider(each) for each in next_))


WIDER = {name: _wider(name) for name in TYPES}
"""Type to the types that hold all its values."""


def of_type(before: object, after: object) -> Judgement:
    """Judge another type."""
    if after in WIDER.get(str(before), ()):
        return "weakening", f"every {before} is a {after}"
    return "breaking", f"values of {before} need not be values of {after}"


def of_constraint(name: str, before: object, after: object) -> Judgement:
    """Judge another value of a constraint; None: it was or is not there."""
    if after is None or after is False:
        return "weakening", f"{name} is no longer asked for"
    if before is None or before is False:
        return "breaking", f"{name} is asked for now"
    tighter = _tighter(name)
    if tighter is not None and not tighter(before, after):
        return "weakening", f"{name} is wider"
    return "breaking", f"{name} is narrower"


def of_values(before: frozenset[str], after: frozenset[str]) -> Judgement:
    """Judge other members of an ENUM."""
    if gone := before - after:
        return "breaking", f"{', '.join(sorted(gone))} may be in use"
    return "weakening", "there is more to choose from"


def of_required(before: object, after: object, *, default: bool) -> Judgement:
    """Judge whether a value must be given."""
    if not after:
        return "weakening", "it may be missing now"
    return ("compatible", "it has a default") if default else ("breaking", "instances may lack it")


def of_addition(part: Mapping[str, object]) -> Judgement:
    """Judge a new property or relationship."""
    return (
        of_required(False, True, default="default" in part)
        if part.get("required")
        else ("compatible", "it is optional")
    )


def _tighter(name: str) -> Callable[[object, object], bool] | None:
    if name in _LISTS:
        return lambda before, after: not _as_set(before) <= _as_set(after)
    if name in _RAISES:
        return lambda before, after: _rank(after) > _rank(before)
    if name in _LOWERS:
        return lambda before, after: _rank(after) < _rank(before)
    return None


def _as_set(value: object) -> frozenset[object]:
    return frozenset(value) if isinstance(value, list) else frozenset()


def _rank(value: object) -> Decimal:
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return Decimal("".join(char for char in str(value) if char.isdigit() or char == "."))

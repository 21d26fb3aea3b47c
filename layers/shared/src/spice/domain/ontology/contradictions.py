"""Constraints of a property that no value meets."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from math import ceil, floor

from spice.domain.datatypes.checking import Check, Rejected, Spec
from spice.domain.datatypes.datatype import Constraint, DataType
from spice.domain.datatypes.registry import compile_check
from spice.domain.hints import pointer, shown
from spice.domain.ontology.reading import Reading

_RANGES = (
    *product(("minimum", "exclusive_minimum"), ("maximum", "exclusive_maximum")),
    ("min_length", "max_length"),
    ("min_items", "max_items"),
    ("fraction_digits", "total_digits"),
)


def refuse_contradictions(reading: Reading, kind: DataType, spec: Spec, path: str) -> None:
    """Note constraints that no value of a type meets; `path`: of the constraints."""
    rules = kind.constraints if kind.constraints_in is None else kind.constraints_in(reading.home)
    constraints = spec.get("constraints")
    known = len(reading.problems)
    if not isinstance(constraints, Mapping):
        return
    _ranges(reading, rules, constraints, path)
    if len(reading.problems) == known:
        _whole_numbers(reading, kind, constraints, path)
    if len(reading.problems) == known:
        _listed(reading, spec, constraints, path)


def _ranges(reading: Reading, rules: Mapping[str, Constraint], read: Mapping[str, object], path: str) -> None:
    """Refuse bounds that no value meets, in the order of the type."""
    for low, high in _RANGES:
        least, most = read.get(low), read.get(high)
        if least is None or most is None:
            continue
        if not rules[high].admits(most, least):
            reading.fault("constraint_violated", f"{low} must not be above {high}", pointer(path, low), value=least)
        elif "exclusive" in f"{low} {high}" and rules[high].admits(least, most):
            reading.fault("constraint_violated", f"{low} must be below {high}", pointer(path, low), value=least)


def _whole_numbers(reading: Reading, kind: DataType, read: Mapping[str, object], path: str) -> None:
    """Refuse bounds between which there is no whole number, those of the type included."""
    edges = kind.json_schema
    if callable(edges) or edges.get("type") != "integer":
        return
    lows = [*_limits(edges, minimum=ceil), *_limits(read, minimum=ceil, exclusive_minimum=lambda low: floor(low) + 1)]
    highs = [
        *_limits(edges, maximum=floor),
        *_limits(read, maximum=floor, exclusive_maximum=lambda high: ceil(high) - 1),
    ]
    if lows and highs and max(lows) > min(highs):
        said = f"there is no value of {kind.name} within these bounds"
        given = {name: value for name, value in read.items() if name.endswith("imum")}
        reading.fault("constraint_violated", said, path, value=given)


def _limits(given: Mapping[str, object], **rounded: Callable[[int | Decimal], int]) -> Iterator[int]:
    for name, whole in rounded.items():
        if isinstance(limit := given.get(name), int | Decimal):
            yield whole(limit)


def _listed(reading: Reading, spec: Spec, constraints: Mapping[str, object], path: str) -> None:
    """Refuse a list of values none of which meets the other constraints."""
    listed, others = constraints.get("enum"), {name: each for name, each in constraints.items() if name != "enum"}
    if not isinstance(listed, list) or not others:
        return
    check = compile_check({**spec, "constraints": others}, reading.home)
    rejected = [why for value in listed if (why := _why(check, value)) is not None]
    if len(rejected) == len(listed):
        said = f"no value of enum meets the other constraints: {shown(listed[0])} {rejected[0]}"
        reading.fault("constraint_violated", said, pointer(path, "enum"), value=listed)


def _why(check: Check, value: object) -> str | None:
    try:
        check(value)
    except Rejected as rejected:
        return rejected.problems[0].message
    return None

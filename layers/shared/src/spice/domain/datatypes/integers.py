"""Whole numbers: any size, or one of the ranges XML Schema names."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import ceil, floor

from spice.domain.datatypes.admitting import itself
from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.numbers import DIGITS, EDGE, MOST_DIGITS, a_number, digit_rules
from spice.domain.datatypes.rules import bounds, choices, enum_rule


def an_integer(value: object) -> object:
    """Read an integer; a decimal with no fraction is one."""
    if type(value) is int and -EDGE < value < EDGE:
        return value
    if type(value) is int or isinstance(value, Decimal):
        number = a_number(value)
        if number == (whole := int(number)):  # type: ignore[call-overload]  # an int or a Decimal
            return whole
    raise wrong_type("an integer", value)


def integers(low: int | None, high: int | None) -> Callable[[Spec, Compile], Check]:
    """Make the builder of an integer type with its own range."""

    def build(spec: Spec, compile_: Compile) -> Check:
        least, most = _range(spec, low, high)

        def check(value: object) -> object:
            if type(value) is int and least <= value <= most:
                return value
            number = an_integer(value)
            if least <= number <= most:  # type: ignore[operator]  # an int
                return number
            raise violated(_outside(least, most, number), value)

        return also(check, [*enum_rule(spec), *digit_rules(spec)])

    return build


_CONSTRAINTS = {**bounds(a_number, itself), **choices(an_integer), "total_digits": DIGITS["total_digits"]}


def _range(spec: Spec, low: int | None, high: int | None) -> tuple[int, int]:
    given = {name: limit for name, limit in constraints_of(spec).items() if isinstance(limit, int | Decimal)}
    lows, highs = [1 - EDGE if low is None else low], [EDGE - 1 if high is None else high]
    lows += [ceil(given[name]) for name in ("minimum",) if name in given]
    lows += [floor(given[name]) + 1 for name in ("exclusive_minimum",) if name in given]
    highs += [floor(given[name]) for name in ("maximum",) if name in given]
    highs += [ceil(given[name]) - 1 for name in ("exclusive_maximum",) if name in given]
    return max(lows), min(highs)


def _outside(least: int, most: int, number: object) -> str:
    return f"must be at least {least}" if number < least else f"must be at most {most}"  # type: ignore[operator]  # an int


def _integer(name: str, low: int | None, high: int | None, *wider: str) -> DataType:
    least = "any size" if low is None else f"from {low}"
    most = "" if high is None else f" to {high}"
    edges = {word: edge for word, edge in (("minimum", low), ("maximum", high)) if edge is not None}
    return DataType(
        name=f"xsd:{name}",
        description=f"A whole number, {least}{most}; at most {MOST_DIGITS} digits.",
        accepts=("a JSON number without fraction (12, 12.0, 1.2E1)",),
        normal_form="a JSON number, all digits kept",
        examples=(-1,) if high is not None and high <= 0 else (42,),
        build=integers(low, high),
        kind="number",
        constraints=_CONSTRAINTS,
        widens_to=[f"xsd:{each}" for each in wider],
        cell="whole",
        json_schema={"type": "integer", **edges},
    )


INTEGERS: Sequence[DataType] = (
    _integer("integer", None, None, "decimal"),
    _integer("long", -(2**63), 2**63 - 1, "integer"),
    _integer("int", -(2**31), 2**31 - 1, "long"),
    _integer("short", -(2**15), 2**15 - 1, "int"),
    _integer("byte", -(2**7), 2**7 - 1, "short"),
    _integer("nonNegativeInteger", 0, None, "integer"),
    _integer("positiveInteger", 1, None, "nonNegativeInteger"),
    _integer("nonPositiveInteger", None, 0, "integer"),
    _integer("negativeInteger", None, -1, "nonPositiveInteger"),
    _integer("unsignedLong", 0, 2**64 - 1, "nonNegativeInteger"),
    _integer("unsignedInt", 0, 2**32 - 1, "unsignedLong", "long"),
    _integer("unsignedShort", 0, 2**16 - 1, "unsignedInt", "int"),
    _integer("unsignedByte", 0, 2**8 - 1, "unsignedShort", "short"),
)

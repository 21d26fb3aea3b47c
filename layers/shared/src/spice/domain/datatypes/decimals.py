"""Exact decimal numbers."""

from collections.abc import Callable
from decimal import Decimal

from spice.domain.datatypes.admitting import itself
from spice.domain.datatypes.checking import Check, Spec, also
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.numbers import DIGITS, MOST_DIGITS, a_number, digit_rules
from spice.domain.datatypes.rules import bounds, choices, enum_rule, order_rules


def a_decimal(value: object) -> object:
    """Read a decimal; 1E2 becomes 100, everything else stays as it is."""
    number = a_number(value)
    return Decimal(int(number)) if isinstance(number, Decimal) and "E+" in str(number) else number


def exact(read: Check) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a type of exact numbers."""

    def build(spec: Spec, compile_: Compile) -> Check:
        return also(read, [*order_rules(spec, itself), *enum_rule(spec), *digit_rules(spec)])

    return build


DECIMAL = DataType(
    name="xsd:decimal",
    description=f"An exact decimal number of at most {MOST_DIGITS} digits.",
    accepts=("a JSON number",),
    normal_form="a JSON number, all digits kept",
    examples=(Decimal("12.50"), 7),
    build=exact(a_decimal),
    kind="number",
    constraints={**bounds(a_number, itself), **choices(a_number), **DIGITS},
    cell="number",
    json_schema={"type": "number"},
)

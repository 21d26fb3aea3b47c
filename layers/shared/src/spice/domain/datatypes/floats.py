"""Floating-point numbers."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from spice.domain.datatypes.admitting import itself
from spice.domain.datatypes.checking import Check, Spec, also, violated
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.numbers import a_number
from spice.domain.datatypes.rules import bounds, choices, enum_rule, order_rules


def floats(name: str, edge: Decimal) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a floating-point type: its range is checked, its digits are kept as they were given."""

    def build(spec: Spec, compile_: Compile) -> Check:
        def finite(value: object) -> None:
            if not -edge <= value <= edge:  # type: ignore[operator]  # an int or a Decimal
                raise violated(f"must be within the range of {name}", value)

        return also(a_number, [finite, *order_rules(spec, itself), *enum_rule(spec)])

    return build


def _float(name: str, edge: Decimal, *wider: str) -> DataType:
    return DataType(
        name=name,
        description="A finite floating-point number; its range is checked, its digits are kept as they were given.",
        accepts=("a JSON number",),
        normal_form="a JSON number",
        examples=(Decimal("2.5"),),
        build=floats(name, edge),
        kind="number",
        constraints={**bounds(a_number, itself), **choices(a_number)},
        keyable=False,
        widens_to=wider,
        floating=True,
        cell="number",
        json_schema={"type": "number"},
    )


FLOATS: Sequence[DataType] = (
    _float("xsd:float", Decimal((2**24 - 1) << 104), "xsd:double"),
    _float("xsd:double", Decimal((2**53 - 1) << 971)),
)

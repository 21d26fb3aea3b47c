"""The numeric types, and truth."""

from collections.abc import Sequence
from decimal import Decimal

from spice.domain.datatypes.checking import Check, Spec, wrong_type
from spice.domain.datatypes.datatype import Compile, DataType
from spice.domain.datatypes.numbers import (
    DECIMAL_CONSTRAINTS,
    FLOAT_CONSTRAINTS,
    INTEGER_CONSTRAINTS,
    MOST_DIGITS,
    decimals,
    floats,
    integers,
)

_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}


def _boolean(spec: Spec, compile_: Compile) -> Check:
    def check(value: object) -> object:
        if type(value) is not bool:
            raise wrong_type("true or false", value)
        return value

    return check


def _integer(name: str, low: int | None, high: int | None) -> DataType:
    least = "any size" if low is None else f"from {low}"
    most = "" if high is None else f" to {high}"
    return DataType(
        name=f"xsd:{name}",
        description=f"A whole number, {least}{most}; at most {MOST_DIGITS} digits.",
        accepts=("a JSON number without fraction (12, 12.0, 1.2E1)",),
        normal_form="a JSON number, all digits kept",
        examples=(-1,) if high is not None and high <= 0 else (42,),
        build=integers(low, high),
        kind="number",
        constraints=INTEGER_CONSTRAINTS,
    )


def _float(name: str) -> DataType:
    return DataType(
        name=name,
        description="A finite floating-point number; its range is checked, its digits are kept as they were given.",
        accepts=("a JSON number",),
        normal_form="a JSON number",
        examples=(Decimal("2.5"),),
        build=floats(name),
        kind="number",
        constraints=FLOAT_CONSTRAINTS,
        keyable=False,
    )


NUMBER_TYPES: Sequence[DataType] = (
    DataType(
        name="xsd:boolean",
        description="True or false.",
        accepts=("true", "false"),
        normal_form="a JSON boolean",
        examples=(True, False),
        build=_boolean,
        kind="boolean",
    ),
    *(_integer(name, low, high) for name, (low, high) in _RANGES.items()),
    DataType(
        name="xsd:decimal",
        description=f"An exact decimal number of at most {MOST_DIGITS} digits.",
        accepts=("a JSON number",),
        normal_form="a JSON number, all digits kept",
        examples=(Decimal("12.50"), 7),
        build=decimals,
        kind="number",
        constraints=DECIMAL_CONSTRAINTS,
    ),
    _float("xsd:float"),
    _float("xsd:double"),
)

"""Numbers: every digit is kept, and sizes are bounded."""

from collections.abc import Callable
from decimal import Decimal
from math import ceil, floor

from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, Constraint
from spice.domain.datatypes.rules import Rule, a_count, bounds, choices, enum_rule, order_rules

MOST_DIGITS = 1000
_EDGE = 10**MOST_DIGITS
_LONGEST_TEXT = MOST_DIGITS + 8
_FLOATS = {"xsd:float": Decimal((2**24 - 1) << 104), "xsd:double": Decimal((2**53 - 1) << 971)}


def a_number(value: object) -> object:
    """Read a number of bounded size as it stands."""
    if type(value) is int:
        if -_EDGE < value < _EDGE:
            return value
    elif isinstance(value, Decimal) and value.is_finite():
        if -MOST_DIGITS < value.adjusted() < MOST_DIGITS and len(str(value)) <= _LONGEST_TEXT:
            return value
    else:
        raise wrong_type("a number", value)
    raise violated(f"must have at most {MOST_DIGITS} digits", value)


def a_decimal(value: object) -> object:
    """Read a decimal; 1E2 becomes 100, everything else stays as it is."""
    number = a_number(value)
    return Decimal(int(number)) if isinstance(number, Decimal) and "E+" in str(number) else number


def an_integer(value: object) -> object:
    """Read an integer; a decimal with no fraction is one."""
    if type(value) is int and -_EDGE < value < _EDGE:
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

        return also(check, [*enum_rule(spec), *_digit_rules(spec)])

    return build


def decimals(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a decimal."""
    return also(a_decimal, [*order_rules(spec, _itself), *enum_rule(spec), *_digit_rules(spec)])


def floats(name: str) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a floating-point type: its range is checked, its digits are kept as they were given."""
    edge = _FLOATS[name]

    def build(spec: Spec, compile_: Compile) -> Check:
        def finite(value: object) -> None:
            if not -edge <= value <= edge:  # type: ignore[operator]  # an int or a Decimal
                raise violated(f"must be within the range of {name}", value)

        return also(a_number, [finite, *order_rules(spec, _itself), *enum_rule(spec)])

    return build


DIGITS = {
    "total_digits": Constraint(meaning="at most this many digits", read=a_count),
    "fraction_digits": Constraint(meaning="at most this many digits behind the point", read=a_count),
}
INTEGER_CONSTRAINTS = {
    **bounds(a_number),
    **choices(an_integer),
    "total_digits": DIGITS["total_digits"],
}
DECIMAL_CONSTRAINTS = {**bounds(a_number), **choices(a_number), **DIGITS}
FLOAT_CONSTRAINTS = {**bounds(a_number), **choices(a_number)}


def plain(value: int | Decimal) -> str:
    """Write a number without exponent and without needless zeros: equal numbers give equal texts."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _range(spec: Spec, low: int | None, high: int | None) -> tuple[int, int]:
    given = {name: limit for name, limit in constraints_of(spec).items() if isinstance(limit, int | Decimal)}
    lows, highs = [1 - _EDGE if low is None else low], [_EDGE - 1 if high is None else high]
    lows += [ceil(given[name]) for name in ("minimum",) if name in given]
    lows += [floor(given[name]) + 1 for name in ("exclusive_minimum",) if name in given]
    highs += [floor(given[name]) for name in ("maximum",) if name in given]
    highs += [ceil(given[name]) - 1 for name in ("exclusive_maximum",) if name in given]
    return max(lows), min(highs)


def _itself(value: object) -> Decimal:
    return value  # type: ignore[return-value]  # an int or a Decimal: they compare exactly


def _outside(least: int, most: int, number: object) -> str:
    return f"must be at least {least}" if number < least else f"must be at most {most}"  # type: ignore[operator]  # an int


def _digit_rules(spec: Spec) -> list[Rule]:
    constraints = constraints_of(spec)
    rules: list[Rule] = []
    if isinstance(total := constraints.get("total_digits"), int):
        rules.append(_digits(total, whole=True))
    if isinstance(fraction := constraints.get("fraction_digits"), int):
        rules.append(_digits(fraction, whole=False))
    return rules


def _digits(most: int, *, whole: bool) -> Rule:
    def rule(value: object) -> None:
        before, _, behind = plain(value).lstrip("-").partition(".")  # type: ignore[arg-type]  # an int or a Decimal
        count = len(before.lstrip("0")) + len(behind) if whole else len(behind)
        if count > most:
            raise violated(f"must have at most {most} digits{'' if whole else ' behind the point'}", value)

    return rule

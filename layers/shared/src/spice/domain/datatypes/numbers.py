"""Numbers: every digit is kept, and sizes are bounded."""

from decimal import Decimal

from spice.domain.datatypes.checking import Spec, constraints_of, violated, wrong_type
from spice.domain.datatypes.rules import Rule, at_most

MOST_DIGITS = 1000
EDGE = 10**MOST_DIGITS
_LONGEST_TEXT = MOST_DIGITS + 8


def a_number(value: object) -> object:
    """Read a number of bounded size as it stands."""
    if type(value) is int:
        if -EDGE < value < EDGE:
            return value
    elif isinstance(value, Decimal) and value.is_finite():
        if -MOST_DIGITS < value.adjusted() < MOST_DIGITS and len(str(value)) <= _LONGEST_TEXT:
            return value
    else:
        raise wrong_type("a number", value)
    raise violated(f"must have at most {MOST_DIGITS} digits", value)


DIGITS = {
    "total_digits": at_most("at most this many digits"),
    "fraction_digits": at_most("at most this many digits behind the point"),
}


def plain(value: int | Decimal) -> str:
    """Write a number without exponent and without needless zeros: equal numbers give equal texts."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def digit_rules(spec: Spec) -> list[Rule]:
    """Demand few enough digits, if a count is given."""
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

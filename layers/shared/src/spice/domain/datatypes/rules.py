"""Constraints that several types share: how their values are read and what they ask of a value."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt

from spice.domain.datatypes.admitting import Rank, alike, ceiling, floor, itself, one_in
from spice.domain.datatypes.checking import (
    Check,
    Spec,
    also,
    constraints_of,
    read_each,
    violated,
    wrong_type,
)
from spice.domain.datatypes.datatype import Compile, Constraint
from spice.domain.datatypes.patterns import compile_pattern

Rule = Callable[[object], None]
LARGEST_COUNT = 1_000_000


def a_count(value: object) -> object:
    """Read a constraint's value that counts something."""
    if type(value) is not int:
        raise wrong_type("a whole number", value)
    if not 0 <= value <= LARGEST_COUNT:
        raise violated(f"must be between 0 and {LARGEST_COUNT}", value)
    return value


def a_flag(value: object) -> object:
    """Read a constraint's value that is on or off."""
    if type(value) is not bool:
        raise wrong_type("true or false", value)
    return value


def a_pattern(value: object) -> object:
    """Read a constraint's value that is a regular expression."""
    if type(value) is not str:
        raise wrong_type("a regular expression in a text", value)
    compile_pattern(value)
    return value


def list_of(read: Check) -> Check:
    """Read a constraint's value that lists values of a type."""

    def check(value: object) -> object:
        if not isinstance(value, list) or not value:
            raise wrong_type("a list with at least one value", value)
        return read_each(value, read)

    return check


PATTERN = Constraint(
    meaning="a regular expression (RE2 syntax) that the whole text matches", read=a_pattern, admits=alike
)


def lengths(what: str) -> dict[str, Constraint]:
    """The constraints on a length, counted in `what`."""
    return {
        "min_length": at_least(f"at least this many {what}"),
        "max_length": at_most(f"at most this many {what}"),
    }


def at_least(meaning: str) -> Constraint:
    """A constraint to a count or more; none is as good as 0."""
    return Constraint(meaning=meaning, read=a_count, admits=floor(itself), nothing=0)


def at_most(meaning: str) -> Constraint:
    """A constraint to a count or less."""
    return Constraint(meaning=meaning, read=a_count, admits=ceiling(itself))


def bounds(read: Check, rank: Rank) -> dict[str, Constraint]:
    """The constraints on an ordered type; `rank` makes their values comparable."""
    return {
        "minimum": Constraint(meaning="not below this", read=read, admits=floor(rank)),
        "maximum": Constraint(meaning="not above this", read=read, admits=ceiling(rank)),
        "exclusive_minimum": Constraint(meaning="above this", read=read, admits=floor(rank)),
        "exclusive_maximum": Constraint(meaning="below this", read=read, admits=ceiling(rank)),
    }


def choices(read: Check) -> dict[str, Constraint]:
    """The constraint to listed values."""
    return {"enum": one_of("one of these values", read)}


def one_of(meaning: str, read: Check) -> Constraint:
    """A constraint to what a list holds."""
    return Constraint(meaning=meaning, read=list_of(read), admits=one_in)


def enum_rule(spec: Mapping[str, object]) -> list[Rule]:
    """Demand one of the listed values, if any are listed."""
    listed = constraints_of(spec).get("enum")
    if not isinstance(listed, list):
        return []
    allowed = frozenset(listed)

    def rule(value: object) -> None:
        if value not in allowed:
            raise violated(f"must be one of {', '.join(map(str, listed[:20]))}", value)

    return [rule]


def pattern_rule(spec: Mapping[str, object]) -> list[Rule]:
    """Demand that the whole text matches, if a pattern is given."""
    pattern = constraints_of(spec).get("pattern")
    if not isinstance(pattern, str):
        return []
    matches = compile_pattern(pattern)

    def rule(value: object) -> None:
        if not matches(str(value)):
            raise violated(f"must match the pattern {pattern}", value)

    return [rule]


def listed(read: Check) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a type that knows no constraint but `enum`."""

    def build(spec: Spec, compile_: Compile) -> Check:
        return also(read, enum_rule(spec))

    return build


def matched(read: Check) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a type that knows no constraints but `pattern` and `enum`."""

    def build(spec: Spec, compile_: Compile) -> Check:
        return also(read, [*pattern_rule(spec), *enum_rule(spec)])

    return build


def count_rules(
    spec: Mapping[str, object], low: str, high: str, size: Callable[[object], int], what: str
) -> list[Rule]:
    """Demand a size between two counts, if they are given."""
    constraints = constraints_of(spec)
    least, most = constraints.get(low), constraints.get(high)
    rules: list[Rule] = []
    if isinstance(least, int):

        def not_less(value: object, least: int = least) -> None:
            if size(value) < least:
                raise violated(f"must have at least {least} {what}", value)

        rules.append(not_less)
    if isinstance(most, int):

        def not_more(value: object, most: int = most) -> None:
            if size(value) > most:
                raise violated(f"must have at most {most} {what}", value)

        rules.append(not_more)
    return rules


def order_rules(spec: Mapping[str, object], rank: Rank) -> list[Rule]:
    """Demand a place in an order; `rank` makes normal forms comparable."""
    return [
        _ordered(limit, word, fails, rank)
        for name, (word, fails) in _ORDER.items()
        if (limit := constraints_of(spec).get(name)) is not None
    ]


_Fails = Callable[[Decimal, Decimal], bool]
_ORDER: dict[str, tuple[str, _Fails]] = {
    "minimum": ("at least", lt),
    "maximum": ("at most", gt),
    "exclusive_minimum": ("above", le),
    "exclusive_maximum": ("below", ge),
}


def _ordered(limit: object, word: str, fails: _Fails, rank: Rank) -> Rule:
    bound = rank(limit)

    def rule(value: object) -> None:
        if fails(rank(value), bound):
            raise violated(f"must be {word} {limit}", value)

    return rule

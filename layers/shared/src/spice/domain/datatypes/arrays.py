"""Arrays: lists of values of one type."""

from collections.abc import Mapping

from spice.domain.datatypes.admitting import alike
from spice.domain.datatypes.checking import Check, Spec, also, constraints_of, read_each, violated, wrong_type
from spice.domain.datatypes.datatype import Compile, Constraint, DataType, Describe, JsonSchema
from spice.domain.datatypes.objects import anything
from spice.domain.datatypes.rules import Rule, a_flag, at_least, at_most, count_rules


def arrays(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an array: its items, then its constraints."""
    items = spec.get("items")
    read = compile_(items) if isinstance(items, Mapping) else anything

    def check(value: object) -> object:
        if type(value) is not list:
            raise wrong_type("an array", value)
        return read_each(value, read)

    return also(check, [*count_rules(spec, "min_items", "max_items", _length, "items"), *_unique_rule(spec)])


def identity_of(value: object) -> object:
    """Make a hashable stand-in that is equal exactly when two JSON values are: true is not 1, but 1 is 1.0."""
    if isinstance(value, dict):
        return frozenset((name, identity_of(part)) for name, part in value.items())
    if isinstance(value, list):
        return tuple(identity_of(item) for item in value)
    return (bool, value) if type(value) is bool else value


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _unique_rule(spec: Spec) -> list[Rule]:
    if constraints_of(spec).get("unique_items") is not True:
        return []

    def rule(value: object) -> None:
        items = [identity_of(item) for item in value] if isinstance(value, list) else []
        if len(frozenset(items)) != len(items):
            raise violated("must not hold the same item twice", None)

    return [rule]


def _described(spec: Spec, describe: Describe) -> JsonSchema:
    items = spec.get("items")
    return {"type": "array", "items": describe(items) if isinstance(items, Mapping) else True}


ARRAY = DataType(
    name="ARRAY",
    description='A list of values of one type: "items": {"type": "xsd:string"}. A patch replaces it whole.',
    accepts=("a JSON array without null",),
    normal_form="each item in its normal form",
    examples=(["red", "green"],),
    build=arrays,
    constraints={
        "min_items": at_least("at least this many items"),
        "max_items": at_most("at most this many items"),
        "unique_items": Constraint(meaning="no two items are equal", read=a_flag, admits=alike, nothing=False),
    },
    keyable=False,
    holds="items",
    cell="list",
    json_schema=_described,
)

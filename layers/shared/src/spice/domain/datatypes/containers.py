"""Arrays and objects: values made of values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from spice.domain.bounds import DATA_DEPTH, PROBLEMS_WITHIN
from spice.domain.datatypes.checking import (
    Check,
    Rejected,
    Spec,
    also,
    constraints_of,
    named_twice,
    violated,
    within,
    wrong_type,
)
from spice.domain.datatypes.datatype import Compile, Constraint
from spice.domain.datatypes.numbers import a_number
from spice.domain.datatypes.parts import part_key
from spice.domain.datatypes.rules import Rule, a_count, a_flag, count_rules
from spice.domain.datatypes.texts import a_text
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, pointer
from spice.domain.spelling import spelled

ARRAY_CONSTRAINTS = {
    "min_items": Constraint(meaning="at least this many items", read=a_count),
    "max_items": Constraint(meaning="at most this many items", read=a_count),
    "unique_items": Constraint(meaning="no two items are equal", read=a_flag),
}
Token = TypeVar("Token", str, int)
_NONE: tuple[str, None] = ("", None)


def arrays(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an array: its items, then its constraints."""
    items = spec.get("items")
    read = compile_(items) if isinstance(items, Mapping) else anything

    def check(value: object) -> object:
        if type(value) is not list:
            raise wrong_type("an array", value)
        problems: list[Problem] = []
        normal = []
        for index, item in enumerate(value):
            try:
                normal.append(read(item))
            except Rejected as rejected:
                problems += within(rejected, index)
                if len(problems) >= PROBLEMS_WITHIN:
                    break
        if problems:
            raise Rejected(problems)
        return normal

    return also(check, [*count_rules(spec, "min_items", "max_items", _length, "items"), *_unique_rule(spec)])


def objects(spec: Spec, compile_: Compile) -> Check:
    """Build the check of an object: its properties if the class names them (kept by stable key), else any JSON."""
    return _object(spec, compile_, patch=False)


def object_patches(spec: Spec, compile_: Compile) -> Check:
    """Build the check of a merge patch of an object: null removes, nothing is required."""
    return _object(spec, compile_, patch=True)


def anything(value: object, depth: int = 0) -> object:
    """Read any JSON: null is absence, numbers and depth are bounded, arrays hold no null."""
    if depth > DATA_DEPTH:
        raise violated(f"must not be nested deeper than {DATA_DEPTH} levels", None)
    if isinstance(value, dict):
        parts = {str(a_text(name)): part for name, part in value.items() if part is not None}
        return dict(_each(parts.items(), depth))
    if isinstance(value, list):
        return [item for _, item in _each(enumerate(value), depth)]
    if isinstance(value, str):
        return a_text(value)
    if value is None:
        raise wrong_type("a value", value)
    return value if type(value) is bool else a_number(value)


def _each(parts: Iterable[tuple[Token, object]], depth: int) -> Iterator[tuple[Token, object]]:
    """Read the parts of any JSON; what is wrong with one is told at its place."""
    for token, part in parts:
        try:
            read = anything(part, depth + 1)
        except Rejected as rejected:
            raise Rejected(within(rejected, token)) from rejected
        yield token, read


def identity_of(value: object) -> object:
    """Make a hashable stand-in that is equal exactly when two JSON values are: true is not 1, but 1 is 1.0."""
    if isinstance(value, dict):
        return frozenset((name, identity_of(part)) for name, part in value.items())
    if isinstance(value, list):
        return tuple(identity_of(item) for item in value)
    return (bool, value) if type(value) is bool else value


def _object(spec: Spec, compile_: Compile, *, patch: bool) -> Check:
    listed = spec.get("properties")
    if not isinstance(listed, list):
        return _any_patch if patch else _any_object
    reads = {str(part["name"]): (part_key(part), compile_(part)) for part in listed}
    required = () if patch else tuple(str(part["name"]) for part in listed if part.get("required"))

    def check(value: object) -> object:
        if type(value) is not dict:
            raise wrong_type("an object", value)
        problems = named_twice(value)
        given = {spelled(name) for name, part in value.items() if part is not None}
        problems += [_missing(name) for name in required if name not in given]
        normal = _parts(value, reads, problems, patch=patch)
        if problems:
            raise Rejected(problems[:PROBLEMS_WITHIN])
        return normal

    return check


def _parts(
    value: dict[str, object], reads: Mapping[str, tuple[str, Check]], problems: list[Problem], *, patch: bool
) -> dict[str, object]:
    normal: dict[str, object] = {}
    for name, part in value.items():
        key, read = reads.get(spelled(name), _NONE)
        if read is None:
            problems.append(_unknown(name, reads))
        elif part is not None:
            try:
                normal[key] = read(part)
            except Rejected as rejected:
                problems += within(rejected, name)
        elif patch:
            normal[key] = None
        if len(problems) >= PROBLEMS_WITHIN:
            break
    return normal


def _any_object(value: object) -> object:
    if type(value) is not dict:
        raise wrong_type("an object", value)
    return anything(value)


def _any_patch(value: object) -> object:
    _any_object(value)
    return value


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


def _missing(name: str) -> Problem:
    return Problem(code="missing_property", message=f"must have '{name}'", path=pointer("", name))


def _unknown(name: str, names: Mapping[str, object]) -> Problem:
    return Problem(
        code="unknown_property",
        message=f"has no '{name[:200]}'",
        path=pointer("", name),
        hint=did_you_mean(name, names),
    )

"""What a check is: a closure from a value to its normal form that raises when the value breaks a rule."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from spice.domain.bounds import PROBLEMS_WITHIN
from spice.domain.errors import Problem
from spice.domain.hints import pointer, shown
from spice.domain.spelling import written_twice
from spice.domain.wording import quoted

Check = Callable[[object], object]
"""Answers the normal form of a value (the value itself when it is normal already) or raises Rejected."""

Spec = Mapping[str, object]
"""What a class says of a property: type, constraints, items, properties, values."""


class Rejected(Exception):
    """A value breaks rules. Messages are predicates ("must be …"); paths are relative to the value."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.message for problem in problems))


def wrong_type(expected: str, value: object, *, hint: str | None = None) -> Rejected:
    """Reject a value that cannot be read as its type."""
    said = f"must be {expected}, not {_kind(value)}"
    return Rejected([Problem(code="wrong_type", message=said, value=shown(value), hint=hint)])


def violated(rule: str, value: object, *, hint: str | None = None) -> Rejected:
    """Reject a value of the right type that breaks a constraint."""
    return Rejected([Problem(code="constraint_violated", message=rule, value=shown(value), hint=hint)])


def within(rejected: Rejected, *tokens: str | int) -> list[Problem]:
    """Move the problems of a part to the whole it is part of."""
    prefix = pointer("", *tokens)
    return [moved(problem, prefix + problem.path) for problem in rejected.problems]


def moved(problem: Problem, path: str, *, message: str | None = None) -> Problem:
    """Say the same of another place."""
    said = problem.message if message is None else message
    return Problem(code=problem.code, message=said, path=path, value=problem.value, hint=problem.hint)


def named(rejected: Rejected, name: str, path: str) -> list[Problem]:
    """Say what is wrong with the value of a property that stands in an object."""
    at = pointer(path, name)
    return [
        moved(problem, at + problem.path, message=f"{name}{problem.path} {problem.message}")
        for problem in rejected.problems
    ]


def read_each(items: Iterable[object], read: Check) -> list[object]:
    """Read the items of a list. Rejected lists what is wrong with which, up to a stated number of problems."""
    problems: list[Problem] = []
    normal: list[object] = []
    for index, item in enumerate(items):
        try:
            normal.append(read(item))
        except Rejected as rejected:
            problems += within(rejected, index)
            if len(problems) >= PROBLEMS_WITHIN:
                break
    if problems:
        raise Rejected(problems)
    return normal


def broken_off(problems: Sequence[Problem], most: int, looked_at: Collection[object], last: object) -> list[Problem]:
    """End a list of problems: the last one says how many parts were not looked at any more."""
    told, left = list(problems[:most]), len(looked_at) - 1 - list(looked_at).index(last)
    if left or len(problems) > most:
        said = f"{told[-1].message} (and more: {left} further values were not checked)"
        told[-1] = moved(told[-1], told[-1].path, message=said)
    return told


def named_twice(names: Iterable[str], path: str = "") -> list[Problem]:
    """List the names of one object that are the same name in two normal forms."""
    return [
        Problem(
            code="constraint_violated",
            message=f"{quoted(one)} and {quoted(other)} are one name in two normal forms of Unicode",
            path=pointer(path, other),
            hint="write it once",
        )
        for one, other in written_twice(names)
    ]


def also(check: Check, rules: Sequence[Callable[[object], None]]) -> Check:
    """Add rules that are asked of the normal form; without rules nothing is wrapped."""
    if not rules:
        return check

    def checked(value: object) -> object:
        normal = check(value)
        for rule in rules:
            rule(normal)
        return normal

    return checked


def constraints_of(spec: Spec) -> Mapping[str, object]:
    """Read a property's constraints."""
    found = spec.get("constraints")
    return found if isinstance(found, Mapping) else {}


_KINDS = {bool: "a boolean", str: "a text", int: "a number", Decimal: "a number", float: "a number"}


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"the number {shown(value)}"
    return _KINDS.get(type(value), "an object" if isinstance(value, dict) else "an array")

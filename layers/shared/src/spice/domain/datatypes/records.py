"""Values with named parts of a type's own: read part by part, in one order; every problem is told at its place."""

from collections.abc import Mapping, Sequence
from itertools import islice

from spice.domain.bounds import UNKNOWN
from spice.domain.datatypes.checking import Check, Rejected, within, wrong_type
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, pointer

Reads = Mapping[str, Check]
"""The parts there may be, and how each is read."""


def read_parts(value: object, reads: Reads, expected: str, *, required: Sequence[str] = ()) -> dict[str, object]:
    """Read an object's parts; null is absence."""
    if not isinstance(value, dict):
        raise wrong_type(expected, value)
    unknown = islice((name for name in value if name not in reads), UNKNOWN)
    problems = [_unknown(name, reads, expected) for name in unknown]
    normal: dict[str, object] = {}
    for name, read in reads.items():
        if value.get(name) is not None:
            try:
                normal[name] = read(value[name])
            except Rejected as rejected:
                problems += within(rejected, name)
        elif name in required:
            problems.append(Problem(code="missing_property", message=f"must be {expected}", path=f"/{name}"))
    if problems:
        raise Rejected(problems)
    return normal


def patches_of(check: Check, reads: Reads, main: str, expected: str) -> Check:
    """Make the check of a merge patch: with its main part (or as a text) it replaces all parts, without it some."""

    def patch(value: object) -> object:
        if not isinstance(value, dict) or value.get(main) is not None:
            normal = check(value)
            return {name: normal.get(name) for name in reads} if isinstance(normal, dict) else normal
        parts = read_parts({name: part for name, part in value.items() if name != main}, reads, expected)
        if main in value:
            raise Rejected([Problem(code="missing_property", message=f"must be {expected}", path=f"/{main}")])
        return parts | {name: None for name, part in value.items() if part is None}

    return patch


def _unknown(name: str, reads: Reads, expected: str) -> Problem:
    hint = did_you_mean(name, reads)
    return Problem(code="unknown_property", message=f"must be {expected}", path=pointer("", name), hint=hint)

"""Problems as they are written, in answers and in the log."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder

from spice.domain.errors import Problem
from spice.messages.codec import encode
from spice.messages.shapes import Count, Told, Value

LONGEST_VALUE = 1000
LONGEST_CONFLICT = 20_000
"""A conflict of a merge is told whole: its three values are what has to be decided."""


class ProblemRow(Struct, frozen=True):
    """A broken rule: a stable code, a message for people, and where it is known a JSON pointer into the body."""

    code: Told
    message: str
    path: str | UnsetType = UNSET
    value: Value | UnsetType = UNSET
    hint: str | UnsetType = UNSET


class RejectedLine(Struct, frozen=True):
    """A line of a bulk request that was not accepted."""

    line: Count
    errors: Sequence[ProblemRow]


decode_problems = Decoder(list[ProblemRow], float_hook=Decimal).decode
decode_rejected = Decoder(list[RejectedLine], float_hook=Decimal).decode


def problem_row(problem: Problem, within: str = "") -> ProblemRow:
    """Write a problem without what it does not say; `within` is put before its path."""
    return ProblemRow(
        code=problem.code,
        message=problem.message,
        path=within + problem.path or UNSET,
        value=problem.value if problem.value is not None and _is_short(problem) else UNSET,
        hint=problem.hint or UNSET,
    )


def problem_rows(problems: Sequence[Problem], within: str = "") -> list[ProblemRow]:
    """Write problems."""
    return [problem_row(problem, within) for problem in problems]


def _is_short(problem: Problem) -> bool:
    value, longest = problem.value, LONGEST_CONFLICT if problem.code == "merge_conflict" else LONGEST_VALUE
    try:
        return len(value if isinstance(value, str) else encode(value)) <= longest
    except (TypeError, ValueError, RecursionError):
        return False

"""The rejected lines of a bulk request, as much of them as an answer may hold."""

from collections.abc import Mapping, Sequence

from spice.domain.bounds import REJECTED_BYTES
from spice.domain.errors import Problem
from spice.messages.codec import encode
from spice.messages.problem import ProblemRow, RejectedLine, problem_row, problem_rows

_LONGEST = 80


def rejected_rows(rejected: Mapping[int, Sequence[Problem]]) -> list[RejectedLine]:
    """Write every line with its problems; past REJECTED_BYTES with its first alone, in short, and how many more."""
    rows: list[RejectedLine] = []
    left = REJECTED_BYTES
    for number in sorted(rejected):
        problems = rejected[number]
        errors = problem_rows(problems, f"/lines/{number}") if left > 0 else _in_short(problems)
        rows.append(RejectedLine(number, errors))
        left -= len(encode(errors))
    return rows


def _in_short(problems: Sequence[Problem]) -> list[ProblemRow]:
    first, more = problems[0], len(problems) - 1
    said = first.message if len(first.message) <= _LONGEST else first.message[:_LONGEST] + "…"
    return [problem_row(Problem(code=first.code, message=f"{said} (and {more} more)" if more else said))]

"""The rejected lines of a bulk request, as much of them as an answer may hold."""

from collections.abc import Mapping, Sequence

from spice.application.ground.problem_rows import problem_row, problem_rows
from spice.domain.bounds import REJECTED_BYTES
from spice.domain.errors import Problem
from spice.messages.codec import encode

_LONGEST = 80


def rejected_rows(rejected: Mapping[int, Sequence[Problem]]) -> list[dict[str, object]]:
    """Write every line with its problems; past REJECTED_BYTES with its first alone, in short, and how many more."""
    rows: list[dict[str, object]] = []
    left = REJECTED_BYTES
    for number in sorted(rejected):
        problems = rejected[number]
        errors = problem_rows(problems, f"/lines/{number}") if left > 0 else _in_short(problems)
        rows.append({"line": number, "errors": errors})
        left -= len(encode(errors))
    return rows


def _in_short(problems: Sequence[Problem]) -> list[dict[str, object]]:
    first, more = problems[0], len(problems) - 1
    said = first.message if len(first.message) <= _LONGEST else first.message[:_LONGEST] + "…"
    return [problem_row(Problem(code=first.code, message=f"{said} (and {more} more)" if more else said))]

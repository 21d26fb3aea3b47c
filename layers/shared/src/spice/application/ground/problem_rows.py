"""Problems as the contract's `errors` have them."""

from collections.abc import Sequence

from spice.domain.errors import Problem
from spice.messages.codec import encode

LONGEST_VALUE = 1000


def problem_row(problem: Problem, within: str = "") -> dict[str, object]:
    """Write a problem without what it does not say; `within` is put before its path."""
    row: dict[str, object] = {"code": problem.code, "message": problem.message}
    if path := within + problem.path:
        row["path"] = path
    if problem.value is not None and _is_short(problem.value):
        row["value"] = problem.value
    if problem.hint:
        row["hint"] = problem.hint
    return row


def problem_rows(problems: Sequence[Problem], within: str = "") -> list[dict[str, object]]:
    """Write problems."""
    return [problem_row(problem, within) for problem in problems]


def _is_short(value: object) -> bool:
    try:
        return len(value if isinstance(value, str) else encode(value)) <= LONGEST_VALUE
    except (TypeError, ValueError, RecursionError):
        return False

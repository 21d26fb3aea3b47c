"""The lines of a bulk request that the worker would refuse, as a batch tells its failures."""

from collections.abc import Callable, Sequence

from spice.application.deciding.decisions import Decision
from spice.application.ground.rehearsed import RehearsedFailure
from spice.messages.codec import encode
from spice.messages.problem import ProblemRow, problem_rows

_MOST_BYTES = 1_500_000
"""Told in full: an answer has to fit into 6 MB. Every line is told."""
_SHORT = 80


def failure_rows(failed: Sequence[Decision], class_name: Callable[[str], str]) -> list[RehearsedFailure]:
    """Write the lines with their problems; past the bound each with its first problem, in short."""
    rows: list[RehearsedFailure] = []
    left = _MOST_BYTES
    for decision in failed:
        line = decision.incoming.command.line if decision.incoming.command else None
        payload, errors = decision.incoming.payload, problem_rows(decision.problems, f"/lines/{line}")
        row = RehearsedFailure(line=line, class_=class_name(payload.class_id), id=payload.id, errors=errors)
        if left < 0:
            short = ProblemRow(code=errors[0].code, message=errors[0].message[:_SHORT])
            row = RehearsedFailure(line=line, errors=[short])
        rows.append(row)
        left -= len(encode(row))
    return rows

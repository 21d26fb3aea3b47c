"""A line of a bulk request as clients write it, and what may be wrong with it beside its data."""

from collections.abc import Callable

import msgspec

from spice.application.ground.times import moment_in
from spice.domain.bounds import REASON
from spice.domain.errors import Problem
from spice.domain.hints import did_you_mean, shown
from spice.domain.wording import quoted

OPERATIONS = ("create", "update", "upsert", "delete")


class BulkLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A line as clients write it; `meta` is an export's own, and not read."""

    class_: str | None = msgspec.field(default=None, name="class")
    id: str | None = None
    data: object = None
    op: str | None = None
    reason: str | None = None
    occurred_at: str | None = None
    if_version: int | None = None
    meta: object = None


Read = Callable[[int], BulkLine]
"""Reads a line when its turn comes (lines never stand in memory all together), or raises so many of its problems."""


def remarks(op: str, line: BulkLine, zone: str | None) -> list[Problem]:
    """List what is wrong with a line beside its data."""
    problems = []
    if op not in OPERATIONS:
        hint = did_you_mean(op, OPERATIONS)
        problems.append(
            Problem(code="constraint_violated", message=f"op: {quoted(op)} is none", path="/op", value=op, hint=hint)
        )
    if line.reason is not None and (problem := reason_problem(line.reason)):
        problems.append(problem)
    if line.occurred_at is not None and moment_in(line.occurred_at, zone) is None:
        said = "occurred_at: expected an RFC 3339 time"
        problems.append(Problem(code="wrong_type", message=said, path="/occurred_at", value=shown(line.occurred_at)))
    if line.if_version is not None and not 0 < line.if_version < 2**31:
        said = "if_version: expected a version, 1 or more"
        problems.append(Problem(code="constraint_violated", message=said, path="/if_version", value=line.if_version))
    return problems


def reason_problem(reason: str) -> Problem | None:
    """Tell what is wrong with a reason."""
    if len(reason) <= REASON and "\0" not in reason:
        return None
    said = f"reason: at most {REASON} characters, and no NUL"
    return Problem(code="constraint_violated", message=said, path="/reason", value=shown(reason))

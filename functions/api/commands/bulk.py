"""Bulk writes: thousands of instances in one request."""

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from functions.api.commands.bulk_body import LINES, read_lines
from functions.api.commands.models import BulkBody
from functions.api.commands.parameters import DRY_RUN, NEW, OF_DATA, ON_ERROR
from functions.api.commands.writing import Writing, carry
from spice.application.ground.rehearsed import RehearsedFailure
from spice.application.intake.bulk_lines import CheckedLines
from spice.application.intake.command import Caller
from spice.application.queries.command_rows import BatchWord, batch_state
from spice.domain.shards import INSTANCE_COMMANDS
from spice.entrypoints.http.answer import Answer, undone
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API
from spice.messages.problem import ProblemRow, RejectedLine
from spice.messages.shapes import Count
from spice.ports.command_store import Acceptance

MOST_ERRORS = 1000


class BulkRow(Struct, frozen=True):
    """What a bulk request came to: accepted and rejected lines; how its batch ended, when that is known in time."""

    batch_id: UUID | UnsetType = UNSET
    accepted: Count | UnsetType = UNSET
    rejected: Sequence[RejectedLine] | UnsetType = UNSET
    state: BatchWord | UnsetType = UNSET
    completed: Count | UnsetType = UNSET
    failed: Count | UnsetType = UNSET
    parked: Count | UnsetType = UNSET


class BulkRehearsal(Struct, frozen=True):
    """What would become of every line."""

    accepted: Count
    rejected: Sequence[RejectedLine]
    completed: Count
    failed: Count
    failures: Sequence[RehearsedFailure]


def add(api: Api, writing: Writing) -> None:
    """Register the route."""

    @api.post(
        "/database/{db}/instances/bulk",
        needs="editor",
        query=(ON_ERROR, DRY_RUN),
        reads=BulkBody,
        media_types=("application/json", *LINES[:1]),
        command=True,
        heeds=NEW,
        may=(*OF_DATA, "too_many_lines"),
        refused=BulkRow,
    )
    def bulk(request: Request) -> Answer[BulkRow | BulkRehearsal]:
        """Create, update, upsert or delete many instances; good lines are accepted though others are not."""
        refuse_all = request.query.choice("on_error", ("accept", "refuse"), "accept") == "refuse"

        def rehearse(asking: Caller) -> Answer:
            _, lines = _read(writing, request, asking)
            return rehearsed(writing, request, lines, accepted=0 if is_refused(lines) else len(lines.commands))

        def submit(asking: Caller) -> Acceptance | Answer:
            batch, lines = _read(writing, request, asking)
            return _refused(lines) if is_refused(lines) else writing.bulk.submit(asking, request.database, batch, lines)

        def is_refused(lines: CheckedLines) -> bool:
            return not lines.commands or (refuse_all and bool(lines.rejected))

        return carry(
            writing, request, rehearse, writing.bulk.earlier, submit, lambda kept: answer(writing, request, kept)
        )


def _read(writing: Writing, request: Request, asking: Caller) -> tuple[UUID, CheckedLines]:
    lines = read_lines(request.body)
    common = dataclasses.replace(lines.common, must_be_absent=request.must_be_absent(), rehearsed=request.dry_run)
    return writing.bulk.check(asking, request.database, common, lines.each)


def answer(writing: Writing, request: Request, kept: Acceptance) -> Answer[BulkRow]:
    """Answer what was kept, and how it ended if that is known in time."""
    place = f"{API}/database/{request.database.name}/batches/{kept.id}"
    headers = {"Location": place} | ({"Idempotency-Replayed": "true"} if kept.replayed else {})
    data = BulkRow(batch_id=kept.id)
    if kept.batch is not None:
        data = replace(data, accepted=kept.batch.accepted, rejected=kept.batch.rejected)
    headers |= request.patience.applied
    if (done := writing.bulk.finished(kept.id, request.patience.seconds(), request.recheck)) is None:
        return Answer(status=202, data=data, headers=headers | request.patience.come_again)
    counts = {"completed": done.completed, "failed": done.failed, "parked": done.parked}
    data = replace(data, state=batch_state(done), **counts)
    return Answer(status=202 if done.parked else 200, data=data, headers=headers)


def rehearsed(writing: Writing, request: Request, lines: CheckedLines, *, accepted: int) -> Answer[BulkRehearsal]:
    """Tell what would become of every line: what the request would answer, and the batch in the end."""
    from spice.application.intake.rehearse_lines import failure_rows  # with all that decides

    decisions = writing.rehearsal.decide(INSTANCE_COMMANDS, lines.commands) if lines.commands else ()
    names = writing.ontologies.current(request.database).class_name
    failed = [decision for decision in decisions if decision.problems]
    data = BulkRehearsal(
        accepted=accepted,
        rejected=lines.rows(),
        completed=sum(decision.state == "COMPLETED" for decision in decisions),
        failed=len(failed),
        failures=failure_rows(failed, names),
    )
    return undone(data)


def _refused(lines: CheckedLines) -> Answer[BulkRow]:
    rows = lines.rows()
    return Answer(
        status=422,
        message=f"{len(lines.rejected)} lines are not acceptable: nothing was kept",
        data=BulkRow(accepted=0, rejected=rows),
        errors=[*islice(_errors(rows), MOST_ERRORS)],
    )


def _errors(rows: Sequence[RejectedLine]) -> Iterator[ProblemRow]:
    """Every line's problems, each naming its line: a problem told in short has no path of its own."""
    for row in rows:
        for error in row.errors:
            yield replace(error, path=error.path or f"/lines/{row.line}")

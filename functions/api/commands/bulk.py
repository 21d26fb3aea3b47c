"""Bulk writes: thousands of instances in one request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from functions.api.commands.bulk_body import LINES, read_lines
from functions.api.commands.parameters import DRY_RUN, NEW, ON_ERROR
from functions.api.commands.writing import Writing, carry, dry_run
from spice.application.intake.bulk_lines import Sorted
from spice.application.intake.command import Asking
from spice.application.queries.batch_rows import batch_state
from spice.domain.shards import INSTANCE_COMMANDS
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API
from spice.ports.command_store import Kept

MOST_ERRORS = 1000


def add(api: Api, writing: Writing) -> None:
    """Register the route."""

    @api.post(
        "/database/{db}/instances/bulk",
        needs="editor",
        query=(ON_ERROR, DRY_RUN),
        media_types=("application/json", *LINES[:1]),
        command=True,
        heeds=NEW,
    )
    def bulk(request: Request) -> Answer:
        """Create, update, upsert or delete many instances; good lines are accepted though others are not."""
        refuse_all = request.query.choice("on_error", ("accept", "refuse"), "accept") == "refuse"

        def rehearse(asking: Asking) -> Answer:
            _, lines = _read(writing, request, asking)
            return _rehearsed(writing, request, lines, accepted=0 if is_refused(lines) else len(lines.commands))

        def submit(asking: Asking) -> Kept | Answer:
            batch, lines = _read(writing, request, asking)
            return _refused(lines) if is_refused(lines) else writing.bulk.submit(asking, request.database, batch, lines)

        def is_refused(lines: Sorted) -> bool:
            return not lines.commands or (refuse_all and bool(lines.rejected))

        return carry(request, rehearse, writing.bulk.earlier, submit, lambda kept: _answer(writing, request, kept))


def _read(writing: Writing, request: Request, asking: Asking) -> tuple[UUID, Sorted]:
    lines = read_lines(request.body)
    common = replace(lines.common, must_be_absent=request.must_be_absent())
    return writing.bulk.sort(asking, request.database, common, lines.each)


def _answer(writing: Writing, request: Request, kept: Kept) -> Answer:
    place = f"{API}/database/{request.database.name}/batches/{kept.id}"
    headers = {"Location": place} | ({"Idempotency-Replayed": "true"} if kept.replayed else {})
    data: dict[str, object] = {"batch_id": kept.id}
    if kept.batch is not None:
        data |= {"accepted": kept.batch.accepted, "rejected": kept.batch.rejected}
    headers |= request.patience.applied
    if (done := writing.bulk.finished(kept.id, request.patience.seconds(), request.recheck)) is None:
        return Answer(status=202, data=data, headers=headers | request.patience.come_again)
    data |= {"state": batch_state(done), "completed": done.completed, "failed": done.failed, "parked": done.parked}
    return Answer(status=202 if done.parked else 200, data=data, headers=headers)


def _rehearsed(writing: Writing, request: Request, lines: Sorted, *, accepted: int) -> Answer:
    """Tell what would become of every line: what the request would answer, and the batch in the end."""
    from spice.application.intake.rehearse_lines import failure_rows  # with all that decides

    decisions = writing.rehearsal.decide(INSTANCE_COMMANDS, lines.commands) if lines.commands else ()
    names = writing.ontologies.current(request.database).class_name
    failed = [decision for decision in decisions if decision.problems]
    data = {
        "accepted": accepted,
        "rejected": lines.rows(),
        "completed": sum(decision.state == "COMPLETED" for decision in decisions),
        "failed": len(failed),
        "failures": failure_rows(failed, names),
    }
    return dry_run(data)


def _refused(lines: Sorted) -> Answer:
    rows = lines.rows()
    return Answer(
        status=422,
        message=f"{len(lines.rejected)} lines are not acceptable: nothing was kept",
        data={"accepted": 0, "rejected": rows},
        errors=[*islice(_errors(rows), MOST_ERRORS)],
    )


def _errors(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every line's problems, each naming its line: a problem told in short has no path of its own."""
    for row in rows:
        for error in row["errors"]:
            yield {"path": f"/lines/{row['line']}", **error}

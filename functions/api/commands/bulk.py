"""Bulk writes: thousands of instances in one request."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from functions.api.commands.bulk_body import LINES, read_lines
from functions.api.commands.parameters import DRY_RUN, ON_ERROR
from functions.api.commands.writing import Writing, asking_of
from spice.application.bulk_lines import Sorted
from spice.application.submit_command import Asking
from spice.entrypoints.http import Api
from spice.entrypoints.http_answer import Answer
from spice.entrypoints.http_request import Request
from spice.entrypoints.http_route import API
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
    )
    def bulk(request: Request) -> Answer:
        """Create, update, upsert or delete many instances; good lines are accepted though others are not."""
        return _carry(writing, request, asking_of(request))


def _carry(writing: Writing, request: Request, asking: Asking) -> Answer:
    refuse_all = request.query.choice("on_error", ("accept", "refuse"), "accept") == "refuse"
    if not request.dry_run and (earlier := writing.bulk.earlier(asking)):
        return _answer(writing, request, earlier)
    lines = read_lines(request.body)
    batch, result = writing.bulk.sort(asking, request.database, lines.common, lines.each)
    refused = not result.commands or (refuse_all and bool(result.rejected))
    if request.dry_run:
        accepted = 0 if refused else len(result.commands)
        return Answer(data={"accepted": accepted, "rejected": result.rows()}, message="this was a dry run")
    if refused:
        return _refused(result)
    return _answer(writing, request, writing.bulk.submit(asking, request.database, batch, result))


def _answer(writing: Writing, request: Request, kept: Kept) -> Answer:
    place = f"{API}/database/{request.database.name}/batches/{kept.id}"
    headers = {"Location": place} | ({"Idempotency-Replayed": "true"} if kept.replayed else {})
    data: dict[str, object] = {"batch_id": kept.id}
    if kept.batch is not None:
        data |= {"accepted": kept.batch.accepted, "rejected": kept.batch.rejected}
    if request.wait_seconds is not None:
        headers["Preference-Applied"] = f"wait={request.wait_seconds}"
    if (done := writing.bulk.finished(kept.id, request.wait_seconds, request.recheck)) is None:
        return Answer(status=202, data=data, headers=headers)
    data |= {"state": "COMPLETED", "completed": done.completed, "failed": done.failed}
    return Answer(status=200, data=data, headers=headers)


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

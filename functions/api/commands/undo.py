"""Undo of what a bulk request did."""

from functions.api.commands.bulk import BulkRehearsal, BulkRow, answer, rehearsed
from functions.api.commands.models import Undoing
from functions.api.commands.parameters import DRY_RUN, OF_DATA
from functions.api.commands.writing import Writing, carry
from spice.application.intake.command import Caller
from spice.application.intake.undo import Order
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.ports.command_store import Acceptance


def add(api: Api, writing: Writing) -> None:
    """Register the route."""

    @api.post(
        "/database/{db}/batches/{batch_id}/undo",
        needs="editor",
        query=(DRY_RUN,),
        body=Undoing,
        command=True,
        may=(*OF_DATA, "not_yet_visible"),
        refused=BulkRow,
    )
    def undo(request: Request, body: Undoing) -> Answer[BulkRow | BulkRehearsal]:
        """Give back what a batch changed, as a batch; what changed since is in `rejected`, and stays as it is."""
        batch = uuid("batch_id", request.path["batch_id"])

        def order(asking: Caller) -> Order:
            return Order(asking=asking, database=request.database, batch=batch, reason=body.reason)

        def rehearse(asking: Caller) -> Answer:
            lines = writing.undo.lines(order(asking))
            return rehearsed(writing, request, lines, accepted=len(lines.commands))

        def submit(asking: Caller) -> Acceptance | Answer:
            asked = order(asking)
            lines = writing.undo.lines(asked)
            if not lines.commands:
                return Answer(data=BulkRow(accepted=0, rejected=lines.rows()), message="there is nothing to undo")
            return writing.bulk.submit(asking, request.database, asked.id, lines)

        def earlier(asking: Caller) -> Acceptance | None:
            return writing.bulk.earlier(asking) or writing.undo.earlier(order(asking))

        return carry(writing, request, rehearse, earlier, submit, lambda kept: answer(writing, request, kept))

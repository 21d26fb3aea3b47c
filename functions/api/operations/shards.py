"""The log's shards: which are quarantined, whether all of them hold, and letting one go on after a repair."""

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from functions.api.queries.starting import OF_JOBS, started
from spice.application.queries.platform.jobs import JobRow, job_row
from spice.application.queries.platform.operations import QuarantinedRow, quarantined_rows
from spice.application.upkeep.ask_verification import (
    VerificationRow,
    last_verification,
    release_of,
    verification_of,
)
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.request import Request


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/shards", needs="admin")
    def quarantined(request: Request) -> Listed[QuarantinedRow]:
        """List the shards whose chain is broken: the first bad segment, and why."""
        return page(quarantined_rows(ports.quarantine))

    @room.post("/admin/shards/{shard}/release", needs="admin", query=(p.DRY_RUN,), **OF_JOBS)
    def release(request: Request) -> Answer[JobRow]:
        """Check a shard's chain again after a repair, and let it go on if it holds. Answers the job."""
        shard, actor = request.path["shard"], request.actor.subject
        return started(
            request,
            reading,
            lambda: release_of(ports.quarantine, ports.kick, shard, actor=actor),
            job_row,
            place="/admin/jobs",
        )

    @room.get("/admin/verify", needs="admin")
    def verification(request: Request) -> Answer[VerificationRow]:
        """Tell how the last walk over the whole log ended, what is quarantined, and the newest checkpoint."""
        return Answer(data=last_verification(ports.jobs, ports.quarantine, ports.proofs))

    @room.post("/admin/verify", needs="admin", query=(p.DRY_RUN,), **OF_JOBS)
    def verify(request: Request) -> Answer[JobRow]:
        """Walk the chain of every shard, and hold the log against its tree; what is broken is quarantined.

        Answers the job."""
        actor = request.actor.subject
        return started(request, reading, lambda: verification_of(ports.kick, actor=actor), job_row, place="/admin/jobs")

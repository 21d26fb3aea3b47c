"""The log's shards: which are quarantined, whether all of them hold, and letting one go on after a repair."""

from uuid import uuid4

from functions.api.queries.reading import QueryRoutes, Reading
from spice.application.queries.platform.jobs import JobRow
from spice.application.queries.platform.operations import QuarantinedRow, quarantined_rows
from spice.application.upkeep.ask_verification import (
    VerificationRow,
    last_verification,
    start_release,
    start_verification,
)
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/shards", needs="admin")
    def quarantined(request: Request) -> Listed[QuarantinedRow]:
        """List the shards whose chain is broken: the first bad segment, and why."""
        return page(quarantined_rows(ports.quarantine))

    @room.post("/admin/shards/{shard}/release", needs="admin", status=202)
    def release(request: Request) -> Answer[JobRow]:
        """Check a shard's chain again after a repair, and let it go on if it holds. Answers the job."""
        job_id = uuid4()
        shard, actor = request.path["shard"], request.actor.subject
        job = start_release(ports.jobs, ports.quarantine, ports.kick, shard, job_id=job_id, actor=actor)
        return Answer(status=202, data=job, headers={"Location": f"{API}/admin/jobs/{job_id}"})

    @room.get("/admin/verify", needs="admin")
    def verification(request: Request) -> Answer[VerificationRow]:
        """Tell how the last walk over the whole log ended, what is quarantined, and the newest checkpoint."""
        return Answer(data=last_verification(ports.jobs, ports.quarantine, ports.proofs))

    @room.post("/admin/verify", needs="admin", status=202)
    def verify(request: Request) -> Answer[JobRow]:
        """Walk the chain of every shard, and hold the log against its tree; what is broken is quarantined.

        Answers the job."""
        job_id = uuid4()
        job = start_verification(ports.jobs, ports.kick, job_id=job_id, actor=request.actor.subject)
        return Answer(status=202, data=job, headers={"Location": f"{API}/admin/jobs/{job_id}"})

"""The log's shards: which are quarantined, whether all of them hold, and letting one go on after a repair."""

from uuid import uuid4

from functions.api.queries import operation_shapes
from functions.api.queries.reading import Reading, Room
from spice.application.queries.platform.operations import quarantined_rows
from spice.application.upkeep.ask_verification import last_verification, start_release, start_verification
from spice.entrypoints.http.answer import Answer, page
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/shards", needs="admin", data=list[operation_shapes.Quarantined])
    def quarantined(request: Request) -> Answer:
        """List the shards whose chain is broken: the first bad segment, and why."""
        return page(quarantined_rows(ports.quarantine))

    @room.post("/admin/shards/{shard}/release", needs="admin", status=202, data=operation_shapes.Job)
    def release(request: Request) -> Answer:
        """Check a shard's chain again after a repair, and let it go on if it holds. Answers the job."""
        job_id = uuid4()
        shard, actor = request.path["shard"], request.actor.subject
        job = start_release(ports.jobs, ports.quarantine, ports.kick, shard, job_id=job_id, actor=actor)
        return Answer(status=202, data=job, headers={"Location": f"{API}/admin/jobs/{job_id}"})

    @room.get("/admin/verify", needs="admin", data=operation_shapes.Verification)
    def verification(request: Request) -> Answer:
        """Tell how the last walk over the whole log ended, and what is quarantined now."""
        return Answer(data=last_verification(ports.jobs, ports.quarantine))

    @room.post("/admin/verify", needs="admin", status=202, data=operation_shapes.Job)
    def verify(request: Request) -> Answer:
        """Walk the chain of every shard; what is broken is quarantined. Answers the job."""
        job_id = uuid4()
        job = start_verification(ports.jobs, ports.kick, job_id=job_id, actor=request.actor.subject)
        return Answer(status=202, data=job, headers={"Location": f"{API}/admin/jobs/{job_id}"})

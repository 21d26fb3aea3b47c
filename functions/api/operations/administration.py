"""What operators look at and start."""

from uuid import uuid4

from functions.api.queries import operation_shapes
from functions.api.queries import parameters as p
from functions.api.queries.reading import Reading, Room
from spice.application.projecting.projections import NAMES
from spice.application.queries.platform import operations
from spice.application.queries.platform.jobs import find_job
from spice.application.upkeep.ask_rebuild import start_rebuild
from spice.entrypoints.http.answer import Answer, page
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API


def add(room: Room, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/dead-letters", needs="admin", query=(p.LIMIT, p.CURSOR), data=list[operation_shapes.DeadLetter])
    def letters(request: Request) -> Answer:
        """List parked commands, oldest first."""
        limit = request.query.whole("limit", 50, lowest=1, highest=1000)
        rows, cursor = operations.list_letters(
            ports.letters, reading.cursors, limit=limit, cursor=request.query.one("cursor")
        )
        return page(rows, next_cursor=cursor)

    @room.get("/admin/dead-letters/{id}", needs="admin", data=operation_shapes.DeadLetterWithRecord)
    def letter(request: Request) -> Answer:
        """Read a parked command with the record it came in."""
        return Answer(data=operations.read_letter(ports.letters, uuid("id", request.path["id"])))

    @room.get("/admin/projections", needs="admin", data=list[operation_shapes.Projection])
    def projections(request: Request) -> Answer:
        """List projections: position and lag."""
        return page(operations.projections(ports.operations, NAMES))

    @room.post("/admin/projections/{name}/rebuild", needs="admin", status=202, data=operation_shapes.Job)
    def rebuild(request: Request) -> Answer:
        """Rebuild a read model from the log: the index, a projection, or all. Answers the job."""
        job_id = uuid4()
        job = start_rebuild(ports.jobs, ports.kick, request.path["name"], job_id=job_id, actor=request.actor.subject)
        return Answer(status=202, data=job, headers={"Location": f"{API}/admin/jobs/{job_id}"})

    @room.get("/admin/jobs/{id}", needs="admin", data=operation_shapes.Job)
    def job(request: Request) -> Answer:
        """Read how far a job is."""
        return Answer(data=find_job(ports.jobs, uuid("id", request.path["id"])))

    @room.get("/admin/relay", needs="admin", data=operation_shapes.Relay)
    def relay(request: Request) -> Answer:
        """Tell how many commands wait for the relay, and since when."""
        return Answer(data=operations.relay(ports.outbox))

    @room.get("/admin/cache", needs="admin", data=dict[str, operation_shapes.Ratio])
    def cache(request: Request) -> Answer:
        """Tell hits, misses and their ratio by kind of key."""
        return Answer(data=operations.cache_ratios(ports.cache))

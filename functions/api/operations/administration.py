"""What operators look at and start."""

from collections.abc import Mapping

from functions.api.queries import parameters as p
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from functions.api.queries.starting import OF_JOBS, started
from spice.application.projecting.projections import NAMES
from spice.application.queries.platform import operations
from spice.application.queries.platform.jobs import JobRow, find_job, job_row
from spice.application.upkeep.ask_rebuild import rebuild_of
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.query import uuid
from spice.entrypoints.http.request import Request


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/projections", needs="admin")
    def projections(request: Request) -> Listed[operations.ProjectionRow]:
        """List projections: position and lag."""
        return page(operations.projections(ports.operations, NAMES))

    @room.post("/admin/projections/{name}/rebuild", needs="admin", query=(p.DRY_RUN,), **OF_JOBS)
    def rebuild(request: Request) -> Answer[JobRow]:
        """Rebuild a read model from the log: the index, a projection, or all. Answers the job."""
        name, actor = request.path["name"], request.actor.subject
        return started(
            request, reading, lambda: rebuild_of(ports.kick, name, actor=actor), job_row, place="/admin/jobs"
        )

    @room.get("/admin/jobs/{id}", needs="admin")
    def job(request: Request) -> Answer[JobRow]:
        """Read how far a job is."""
        return Answer(data=find_job(ports.jobs, uuid("id", request.path["id"])))

    @room.get("/admin/relay", needs="admin")
    def relay(request: Request) -> Answer[operations.RelayRow]:
        """Tell how many commands wait for the relay, and since when."""
        return Answer(data=operations.relay(ports.outbox))

    @room.get("/admin/cache", needs="admin")
    def cache(request: Request) -> Answer[Mapping[str, operations.RatioRow]]:
        """Tell hits, misses and their ratio by kind of key."""
        return Answer(data=operations.cache_ratios(ports.cache))

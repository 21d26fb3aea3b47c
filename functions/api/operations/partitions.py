"""Partitions of the command topics: how many there are, and more of them."""

from functions.api.queries import parameters as p
from functions.api.queries.bodies import GrowBody, GrowthLimitBody
from functions.api.queries.query_routes import QueryRoutes
from functions.api.queries.reading import Reading
from functions.api.queries.starting import OF_JOBS, started
from spice.application.queries.platform.jobs import JobRow, job_row
from spice.application.upkeep.run_growth import PartitionsRow, growth_of, limit_growth, partition_rows
from spice.entrypoints.http.answer import Answer, Listed, page, undone
from spice.entrypoints.http.request import Request


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/partitions", needs="admin")
    def partitions(request: Request) -> Listed[PartitionsRow]:
        """List families of partitions: how many each has, and what it is growing to."""
        return page(partition_rows(ports.generations, ports.jobs))

    @room.put("/admin/partitions/{family}", needs="admin", query=(p.DRY_RUN,), body=GrowthLimitBody)
    def limit(request: Request, body: GrowthLimitBody) -> Answer[PartitionsRow]:
        """Let a family double by itself when its workers lag for ten minutes, up to a maximum; 0 for never."""
        family, dry = request.path["family"], request.dry_run
        row = limit_growth(ports.generations, ports.jobs, family, body.grow_up_to, dry_run=dry)
        return undone(row) if dry else Answer(data=row)

    @room.post(
        "/admin/partitions/{family}/grow",
        needs="admin",
        query=(p.DRY_RUN,),
        body=GrowBody,
        may=("already_exists",),
        **OF_JOBS,
    )
    def grow(request: Request, body: GrowBody) -> Answer[JobRow]:
        """Give a family more partitions; nothing is lost or reordered. Answers the job."""
        family, actor = request.path["family"], request.actor.subject
        return started(
            request,
            reading,
            lambda: growth_of(ports.jobs, ports.generations, ports.kick, family, body.to, actor=actor),
            job_row,
            place="/admin/jobs",
        )

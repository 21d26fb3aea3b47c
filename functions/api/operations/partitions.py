"""Partitions of the command topics: how many there are, and more of them."""

from uuid import uuid4

from functions.api.queries.bodies import GrowBody, GrowthLimitBody
from functions.api.queries.reading import QueryRoutes, Reading
from spice.application.queries.platform.jobs import JobRow
from spice.application.upkeep.run_growth import PartitionsRow, limit_growth, partition_rows, start_growth
from spice.entrypoints.http.answer import Answer, Listed, page
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API


def add(room: QueryRoutes, reading: Reading) -> None:
    """Register the routes."""
    ports = reading.ports

    @room.get("/admin/partitions", needs="admin")
    def partitions(request: Request) -> Listed[PartitionsRow]:
        """List families of partitions: how many each has, and what it is growing to."""
        return page(partition_rows(ports.generations, ports.jobs))

    @room.put("/admin/partitions/{family}", needs="admin", body=GrowthLimitBody)
    def limit(request: Request, body: GrowthLimitBody) -> Answer[PartitionsRow]:
        """Let a family double by itself when its workers lag for ten minutes, up to a maximum; 0 for never."""
        return Answer(data=limit_growth(ports.generations, ports.jobs, request.path["family"], body.grow_up_to))

    @room.post("/admin/partitions/{family}/grow", needs="admin", status=202, body=GrowBody, may=("already_exists",))
    def grow(request: Request, body: GrowBody) -> Answer[JobRow]:
        """Give a family more partitions; nothing is lost or reordered. Answers the job."""
        job_id, family = uuid4(), request.path["family"]
        job = start_growth(
            ports.jobs, ports.generations, ports.kick, family, body.to, job_id=job_id, actor=request.actor.subject
        )
        return Answer(status=202, data=job, headers={"Location": f"{API}/admin/jobs/{job_id}"})

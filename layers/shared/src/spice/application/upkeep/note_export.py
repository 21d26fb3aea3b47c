"""What a part of an export shows of persons is noted for the audit, as of whoever asked, before there is a file."""

from typing import TYPE_CHECKING

from spice.application.ground.noting import Asked, Noting
from spice.application.ground.showing import Showing
from spice.domain.refusals import tells_reads
from spice.ports.directory import Database
from spice.ports.jobs import Job

if TYPE_CHECKING:
    from spice.ports import Ports

ROUTE = "/database/{db}/exports"


class NoteExport:
    """Notes it where the database asks for it."""

    def __init__(self, ports: "Ports") -> None:
        self._noting = Noting(ports.notes, ports.now)

    def __call__(self, job: Job, database: Database, shown: Showing) -> None:
        """Note a part. Raises PortError where it cannot be kept: then the part is not kept either."""
        if tells_reads(database.audit):
            asked = Asked(
                actor=str(job.detail["actor"]),
                correlation_id=str(job.id),
                method="POST",
                route=ROUTE,
                names={"id": str(job.id)},
            )
            self._noting.shown(asked, database.uuid, shown)

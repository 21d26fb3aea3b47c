"""What an operator asks to be made again."""

from uuid import UUID

from spice.application.projecting.projections import NAMES
from spice.application.queries.platform.jobs import JobRow, job_row
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.wording import quoted
from spice.messages.work import ALL, INDEX, Rebuild
from spice.ports.jobs import Jobs
from spice.ports.kick import Kick

REBUILDABLE = (INDEX, *NAMES, ALL)


def start_rebuild(jobs: Jobs, kick: Kick, name: str, *, job_id: UUID, actor: str) -> JobRow:
    """Ask maintenance to rebuild a read model from the log; not_found for what is none."""
    if name not in REBUILDABLE:
        hint = did_you_mean(name, REBUILDABLE)
        raise refuse("not_found", f"there is no read model {quoted(name)} to rebuild", value=name, hint=hint)
    job = jobs.request(job_id, Rebuild(name), {"actor": actor})
    kick("maintenance", {"rebuild": name, "job": str(job_id)})
    return job_row(job)

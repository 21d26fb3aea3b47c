"""What an operator asks of the log's integrity."""

from uuid import UUID

from spice.application.queries.platform.jobs import job_row
from spice.application.queries.platform.operations import quarantined_rows
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.wording import quoted
from spice.messages.work import ReleaseShard, Verify
from spice.ports.jobs import Jobs
from spice.ports.kick import Kick
from spice.ports.quarantine import Quarantine


def start_verification(jobs: Jobs, kick: Kick, *, job_id: UUID, actor: str) -> dict[str, object]:
    """Ask maintenance to walk the whole log."""
    job = jobs.request(job_id, Verify(), {"actor": actor})
    kick("maintenance", {"job": str(job_id)})
    return job_row(job)


def start_release(
    jobs: Jobs, quarantine: Quarantine, kick: Kick, shard: str, *, job_id: UUID, actor: str
) -> dict[str, object]:
    """Ask maintenance to check a quarantined shard and let it go on; not_found for one that is not quarantined."""
    held = [each.shard for each in quarantine.all()]
    if shard not in held:
        hint = did_you_mean(shard, held)
        raise refuse("not_found", f"shard {quoted(shard)} is not quarantined", value=shard, hint=hint)
    job = jobs.request(job_id, ReleaseShard(shard), {"actor": actor})
    kick("maintenance", {"job": str(job_id)})
    return job_row(job)


def last_verification(jobs: Jobs, quarantine: Quarantine) -> dict[str, object]:
    """Tell how the last walk ended; `last` is None before the first."""
    job = jobs.last(Verify())
    return {"last": None if job is None else job_row(job), "quarantined": quarantined_rows(quarantine)}

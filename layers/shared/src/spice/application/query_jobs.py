"""Jobs an operator starts: asked for here, done by maintenance, told of through the shared cache."""

from datetime import datetime
from typing import Any
from uuid import UUID

from spice.application.query_times import written
from spice.domain.errors import refuse
from spice.messages.codec import decode, encode
from spice.ports.cache import Cache
from spice.ports.kick import Kick

KEPT_SECONDS = 24 * 3600
_VERSION = "job"
_RANKS = {"REQUESTED": 0, "RUNNING": 1, "COMPLETED": 2, "FAILED": 2}


def start_rebuild(kick: Kick, cache: Cache, name: str, *, job_id: UUID, actor: str, now: datetime) -> dict[str, object]:
    """Ask maintenance to rebuild a read model from the log."""
    job: dict[str, object] = {"job_id": job_id, "name": f"rebuild {name}", "actor": actor, "requested_at": written(now)}
    tell_job(cache, job_id, "REQUESTED", **job)
    kick("maintenance", {"rebuild": name, "job": str(job_id)})
    return read_job(cache, job_id) or {**job, "state": "REQUESTED"}


def tell_job(cache: Cache, job_id: UUID, state: str, **said: object) -> None:
    """Keep a job's state (REQUESTED, RUNNING, COMPLETED, FAILED) with what else there is to say; it never goes back."""
    told = {**(read_job(cache, job_id) or {"job_id": job_id}), **said, "state": state}
    cache.put(_key(job_id), encode(told), version=_VERSION, rank=_RANKS[state], ttl_seconds=KEPT_SECONDS)


def read_job(cache: Cache, job_id: UUID) -> dict[str, Any] | None:
    """Read a job's state; None when it is not (or no longer) known."""
    held = cache.get(_key(job_id), version=_VERSION)
    return None if held is None else decode(held)


def find_job(cache: Cache, job_id: UUID) -> dict[str, Any]:
    """Read a job's state, or refuse it as not_found."""
    if (job := read_job(cache, job_id)) is None:
        raise refuse("not_found", f"there is no job {job_id}", value=str(job_id), hint="jobs are told of for a day")
    return job


def _key(job_id: UUID) -> str:
    return f"job:{job_id}"

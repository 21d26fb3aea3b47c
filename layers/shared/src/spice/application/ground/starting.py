"""Long work that is asked for: rehearsed, begun, or found to stand already by its idempotency key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from spice.application.ground.fresh_ids import fresh_id
from spice.domain.errors import refuse
from spice.domain.identity import NIL, derived_id
from spice.domain.same_request import may_be_same
from spice.domain.wording import quoted
from spice.messages.work import Work, detail_of
from spice.ports.jobs import Job, Jobs

FINGERPRINT = "fingerprint"
"""Where a job's detail has what its key came with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, when and how. `scope`: the database that a key is of; NIL for the platform."""

    actor: str
    now: datetime
    scope: UUID = NIL
    key: str | None = None
    fingerprint: str | None = None
    fingerprint_before: Callable[[], str] | None = None
    """How it may have been digested: what is personal changes."""
    dry_run: bool = False

    def identity(self) -> UUID:
        """The id of a job that is asked for: derived where there is a key, so that a retry finds it."""
        return fresh_id(self.now) if self.key is None else derived_id(self.scope, f"job\n{self.actor}\n{self.key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What is to be begun, checked already; who is told of it by `kick`; what has to be there first, by `keep`."""

    work: Work
    detail: Mapping[str, object]
    kick: Callable[[UUID], None]
    keep: Callable[[UUID], None] | None = None


class Started(NamedTuple):
    """The job that stands for a request, and whether it did before."""

    job: Job
    replayed: bool


def start(jobs: Jobs, asking: Asking, wanted: Callable[[], Start]) -> Started:
    """Begin what is wanted, once for each key; a dry run tells the job that it would be. Refuses another request's
    key."""
    job_id = asking.identity()
    if asking.dry_run:
        return Started(_rehearsed(fresh_id(asking.now), wanted(), asking.now), replayed=False)
    if asking.key is not None and (known := jobs.find(job_id)) is not None:
        return Started(_same(known, asking), replayed=True)
    return Started(_same(begin(jobs, job_id, wanted(), asking.fingerprint), asking), replayed=False)


def begin(jobs: Jobs, job_id: UUID, wanted: Start, fingerprint: str | None = None) -> Job:
    """Begin a job under an id. What it needs is kept first: a death between leaves no job."""
    if wanted.keep is not None:
        wanted.keep(job_id)
    told = {} if fingerprint is None else {FINGERPRINT: fingerprint}
    job = jobs.request(job_id, wanted.work, {**wanted.detail, **told})
    wanted.kick(job_id)
    return job


def _rehearsed(job_id: UUID, wanted: Start, now: datetime) -> Job:
    detail = {**detail_of(wanted.work), **wanted.detail}
    return Job(id=job_id, work=wanted.work, state="REQUESTED", detail=detail, created_at=now)


def _same(job: Job, asking: Asking) -> Job:
    kept, before = str(job.detail.get(FINGERPRINT) or ""), asking.fingerprint_before
    is_it = may_be_same(kept, asking.fingerprint or "") or (before is not None and may_be_same(kept, before()))
    if asking.key is not None and not is_it:
        raise refuse("idempotency_key_reused", f"key {quoted(asking.key)} came with another request before")
    return job

"""How a request starts long work: a dry run tells the job that it would be, a known key the one that there is."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from functions.api.queries.reading import Reading
from spice.application.ground.starting import Asking, Start, start
from spice.domain.identity import NIL
from spice.entrypoints.http.answer import Answer, undone
from spice.entrypoints.http.request import Request
from spice.entrypoints.http.route import API
from spice.ports.jobs import Job

Row = TypeVar("Row")
OF_JOBS: Mapping[str, Any] = {"status": 202, "also": (200,), "keyed": True}
"""What a route declares that starts one; `dry_run` is among its parameters."""


def started(
    request: Request,
    reading: Reading,
    wanted: Callable[[], Start],
    told: Callable[[Job], Row],
    *,
    place: str,
    of: Callable[[Job], object] = lambda job: job.id,
) -> Answer[Row]:
    """Start what is wanted, and answer the job; `place`: below which path it is asked about, `of`: as what."""
    key = request.idempotency_key
    digest, before = (None, None) if key is None else reading.fingerprints.of(request)
    asking = Asking(
        actor=request.actor.subject,
        now=request.now,
        scope=NIL if request.access is None else request.database.uuid,
        key=key,
        fingerprint=digest,
        fingerprint_before=before,
        dry_run=request.dry_run,
    )
    job, replayed = start(reading.ports.jobs, asking, wanted)
    if request.dry_run:
        return undone(told(job))
    headers = {"Location": f"{API}{place}/{of(job)}"} | ({"Idempotency-Replayed": "true"} if replayed else {})
    return Answer(status=202, data=told(job), headers=headers)

"""Retries of writes that took the right of who gave them: answered as the writes were, to the same subject alone."""

from functools import partial

from functions.api.commands import outcomes
from spice.application.intake.command import Caller, Submitter
from spice.application.queries.results import Results
from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.request import Request
from spice.ports import Ports


class Retries:
    """Finds what a key stands for in the databases that have the name of the path, or had it: one that is deleted is
    found under no other name. It keeps nothing and carries nothing out."""

    def __init__(self, ports: Ports, submitter: Submitter, results: Results) -> None:
        self._directory, self._keys = ports.directory, ports.subject_keys
        self._submitter, self._results = submitter, results

    def answer(self, request: Request) -> Answer | None:
        """Answer what became of the same request of the same subject; None where there was none. Refuses a key that
        came with another request."""
        if request.idempotency_key is None or request.dry_run:
            return None
        for database in self._directory.named(request.path["db"]):
            asking = Caller(
                actor=request.actor.subject,
                at=request.now,
                correlation_id=request.correlation_id,
                database=database,
                key=request.idempotency_key,
                fingerprint=request.digest(),
                fingerprint_before=partial(self._keys.digest, database, request.content, make=False),
                wait_seconds=request.patience.seconds(),
                recheck=request.recheck,
            )
            if (earlier := self._submitter.earlier(asking)) is not None:
                return outcomes.answer(self._results, request, earlier)
        return None

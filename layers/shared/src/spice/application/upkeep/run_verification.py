"""Jobs that read the log: `verify`, and `release SHARD` after a repair."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from spice.application.upkeep.verify_log import VerifyLog
from spice.application.upkeep.verify_regularly import MAINTENANCE, last_ended
from spice.application.upkeep.verify_some import WALKED, VerifySome, Walked, place_of, walked_of
from spice.domain.shards import Shard
from spice.messages.work import ReleaseShard, Verify
from spice.ports.jobs import Job, Jobs

if TYPE_CHECKING:
    from spice.application.upkeep.sealing.checked import Checked
    from spice.ports import Ports

CHECKED = "checked"
"""In a job's detail: the shard goes on, and projections take in what they left of it."""


class RunVerification:
    """Walks chains; what is found broken is quarantined and told, with what was quarantined before; a shard that is
    whole again is released."""

    def __init__(
        self,
        ports: Ports,
        tree: Callable[[bool], Checked | None],
        regularly: Callable[[], None],
        catch_up: Callable[[Shard], int] = lambda shard: 0,
    ) -> None:
        """`tree` holds the log's tree against an index that was held against the log; whether it seals first, it is
        told. `regularly` asks for a verification when it is time; `catch_up` takes in what stands behind a head,
        and sets it apart again where that cannot be."""
        self.regularly, self._catch_up = regularly, catch_up
        self._jobs, self._quarantine, self._kick, self._tree = ports.jobs, ports.quarantine, ports.kick, tree
        self._verify, self._some = VerifyLog(ports.log, ports.model), VerifySome(ports.log, ports.model)

    def __call__(self, job: Job, work: Verify | ReleaseShard, *, seconds: float) -> None:
        """Do a job, a walk for about `seconds`; again after a death. Raises Transient."""
        if isinstance(work, ReleaseShard):
            self._release(job, work.shard)
        else:
            self._verify_all(job, seconds)

    def _verify_all(self, job: Job, seconds: float) -> None:
        looked_at, walked = self._quarantine.now(), walked_of(job.detail)
        self._jobs.tell(job.id, "RUNNING", {})
        try:
            over = self._some(
                walked,
                until=time.monotonic() + seconds,
                met=lambda broken: self._quarantine.put(broken, looked_at=looked_at),
            )
        finally:
            far = {"shards": walked.shards, "segments": walked.segments, "broken": walked.broken}
            self._jobs.tell(job.id, "RUNNING", {**far, WALKED: msgspec.to_builtins(walked)})
        asked = job.detail.get("actor") != MAINTENANCE
        if over:
            self._end(job, walked, self._tree(asked))
        elif asked:
            # What nobody waits for goes on at the next tick.
            self._kick("maintenance")

    def _end(self, job: Job, walked: Walked, tree: Checked | None) -> None:
        # What sealing has met by now is set apart, too; what was named already is not told again.
        named = {each["shard"] for each in walked.broken}
        apart = [each.broken() for each in self._quarantine.all() if each.shard not in named]
        broken = [*walked.broken, *map(place_of, apart)]
        told = {(each["shard"], each["sequence"]) for each in broken}
        wrong = [] if tree is None else [each for each in tree.wrong if (each.shard, each.sequence) not in told]
        broken += [each.row() for each in wrong]
        found = {**_sealed(tree), WALKED: None, "broken": broken}
        if broken:
            others = (*(str(each) for each in apart), *(f"log: {each}" for each in wrong))
            self._jobs.tell(job.id, "FAILED", {**found, "error": walked.error or others[0]})
        else:
            self._jobs.tell(job.id, "COMPLETED", found)

    def _release(self, job: Job, shard: str) -> None:
        if job.detail.get(CHECKED) != "done":
            self._jobs.tell(job.id, "RUNNING", {})
            if (broken := self._verify.shard(shard)) is not None:
                self._quarantine.put(broken)
                self._jobs.tell(job.id, "FAILED", {"broken": [place_of(broken)], "error": str(broken)})
                return
            self._quarantine.lift(shard)
            # A chain that holds may have what cannot be applied: the shard would be set apart by whoever comes next.
            self._catch_up(Shard.named(shard))
            if (again := next((each for each in self._quarantine.all() if each.shard == shard), None)) is not None:
                found = again.broken()
                self._jobs.tell(job.id, "FAILED", {"broken": [place_of(found)], "error": str(found)})
                return
            self._jobs.tell(job.id, "RUNNING", {CHECKED: "done"})
        self._kick("projection", {"job": str(job.id)})


def _sealed(tree: Checked | None) -> dict[str, object]:
    return {} if tree is None or tree.checkpoint is None else {"sealed": tree.checkpoint.size}


def failures_of(jobs: Jobs) -> int:
    """Count what the last verification that ended found wrong, or one that is under way by now."""
    newest = jobs.named(Verify(), limit=1, before=None)
    ended = last_ended(jobs)
    return max((_broken(job) for job in (*newest, *([] if ended is None else [ended]))), default=0)


def _broken(job: Job) -> int:
    broken = job.detail.get("broken")
    return len(broken) if isinstance(broken, list) else 0

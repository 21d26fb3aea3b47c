"""Jobs that read the log: `verify`, and `release SHARD` after a repair."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from spice.messages.work import ReleaseShard, Verify
from spice.ports.errors import BrokenChain
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick
from spice.ports.quarantine import Quarantine

if TYPE_CHECKING:
    from spice.application.upkeep.sealing.checked import Checked
    from spice.application.upkeep.verify_log import VerifyLog

CHECKED = "checked"
"""In a job's detail: the shard goes on, and projections take in what they left of it."""


class RunVerification:
    """Walks chains; what is found broken is quarantined, and a shard that is whole again is released."""

    def __init__(
        self, jobs: Jobs, verify: VerifyLog, tree: Callable[[], Checked | None], quarantine: Quarantine, kick: Kick
    ) -> None:
        self._jobs, self._verify, self._tree, self._quarantine, self._kick = jobs, verify, tree, quarantine, kick

    def __call__(self, job: Job, work: Verify | ReleaseShard) -> None:
        """Do a job; again after a death. Raises Transient."""
        if isinstance(work, ReleaseShard):
            self._release(job, work.shard)
        else:
            self._verify_all(job)

    def _verify_all(self, job: Job) -> None:
        looked_at = self._quarantine.now()
        self._jobs.tell(job.id, "RUNNING", {})
        done = self._verify(lambda segments: self._jobs.tell(job.id, "RUNNING", {"segments": segments}))
        for each in done.broken:
            self._quarantine.put(each, looked_at=looked_at)
        found = {"shards": done.shards, "segments": done.segments, **_sealed(tree := self._tree())}
        # What the chain has named already is not told again as what the tree has otherwise.
        told = {(each.shard, each.sequence) for each in done.broken}
        wrong = [] if tree is None else [each for each in tree.wrong if (each.shard, each.sequence) not in told]
        broken = [*(place_of(each) for each in done.broken), *(each.row() for each in wrong)]
        if broken:
            error = str(done.broken[0]) if done.broken else f"log: {wrong[0]}"
            self._jobs.tell(job.id, "FAILED", {**found, "broken": broken, "error": error})
        else:
            self._jobs.tell(job.id, "COMPLETED", {**found, "broken": []})

    def _release(self, job: Job, shard: str) -> None:
        if job.detail.get(CHECKED) != "done":
            self._jobs.tell(job.id, "RUNNING", {})
            if (broken := self._verify.shard(shard)) is not None:
                self._quarantine.put(broken)
                self._jobs.tell(job.id, "FAILED", {"broken": [place_of(broken)], "error": str(broken)})
                return
            self._quarantine.lift(shard)
            self._jobs.tell(job.id, "RUNNING", {CHECKED: "done"})
        self._kick("projection", {"job": str(job.id)})


def _sealed(tree: Checked | None) -> dict[str, object]:
    return {} if tree is None or tree.checkpoint is None else {"sealed": tree.checkpoint.size}


def place_of(broken: BrokenChain) -> dict[str, object]:
    """Write a broken place."""
    return {
        "shard": broken.shard,
        "generation": broken.generation,
        "sequence": broken.sequence,
        "reason": broken.reason,
    }


def failures_of(jobs: Jobs) -> int:
    """Count what the last verification of the whole log found wrong."""
    last = jobs.last(Verify())
    broken = [] if last is None else last.detail.get("broken")
    return len(broken) if isinstance(broken, list) else 0

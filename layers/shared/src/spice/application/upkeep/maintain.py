"""The tick: what died halfway is finished, histories are packed, what is past its time goes, jobs go on."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from uuid import UUID, uuid4

from spice.application.projecting.search import ProjectSearch
from spice.application.upkeep.drop_packs import DropPacks
from spice.application.upkeep.forget_files import ForgetFiles
from spice.application.upkeep.grow_family import GrowFamily
from spice.application.upkeep.pack_histories import PackHistories
from spice.application.upkeep.rebuild_index import RebuildIndex
from spice.application.upkeep.restoring.run_restore import stand_still
from spice.application.upkeep.rotate_epochs import RotateEpochs
from spice.application.upkeep.run_export import RunExport
from spice.application.upkeep.run_growth import RunGrowth
from spice.application.upkeep.run_instance_jobs import RunInstanceJobs
from spice.application.upkeep.run_verification import RunVerification
from spice.application.upkeep.tell_notes import TellNotes
from spice.application.upkeep.troubles import Troubles
from spice.application.work.carry_out import CarryOut
from spice.domain.shards import Shard
from spice.messages.work import INDEX, Export, Grow, Rebuild, ReleaseShard, Restore, Verify, makes_again
from spice.ports.errors import BrokenChain
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick
from spice.ports.retention import Retention
from spice.ports.subject_keys import SubjectKeys


class Maintain:
    """Runs every minute, one at a time."""

    def __init__(
        self,
        *,
        workers: Callable[[str], CarryOut],
        shards: Callable[[], Mapping[str, int]],
        pack: PackHistories,
        drop_packs: DropPacks,
        retention: Retention,
        keys: SubjectKeys,
        jobs: Jobs,
        rebuild_index: RebuildIndex,
        verification: RunVerification,
        lost: Callable[[], Sequence[UUID]],
        instance_jobs: RunInstanceJobs,
        grow: GrowFamily,
        grow_when_lagging: Callable[[], None],
        seal: Callable[[float], int],
        kick: Kick,
        export: RunExport,
        forget: ForgetFiles,
        tell_notes: TellNotes,
        nudge: Callable[[], int],
        rotate: RotateEpochs,
    ) -> None:
        self._workers, self._shards, self._pack, self._drop_packs = workers, shards, pack, drop_packs
        self._retention, self._jobs, self._lost, self._kick = retention, jobs, lost, kick
        self._rebuild_index, self._instance_jobs = rebuild_index, instance_jobs
        self._verification = verification
        self._growth, self._grow = RunGrowth(jobs, grow), grow
        self._grow_when_lagging, self._seal, self._nudge, self._rotate = grow_when_lagging, seal, nudge, rotate
        self._forget, self._export, self._keys, self._tell_notes = forget, export, keys, tell_notes

    def __call__(self, *, seconds: float) -> dict[str, int]:
        """Do one round, packing for about `seconds`; answers what was done. Raises a PortError it met, at its end."""
        if stand_still(self._jobs):
            return {"standing_still": 1}
        deadline, troubles = time.monotonic() + seconds, Troubles()
        with troubles.kept():
            self._tell_notes()
        self._continue_jobs(troubles, seconds)
        done = dict[str, int]()
        with troubles.kept():
            # Before what takes its time: the log is sealed within ten minutes whatever is migrated or exported.
            done["segments_sealed"] = self._seal(seconds)
        self._instance_jobs(troubles, seconds=seconds)
        self._export_some(troubles, seconds)
        done["segments_caught_up"] = self._caught_up(troubles)
        with troubles.kept():
            done["shards_nudged"] = self._nudge()
        with troubles.kept():
            # What was caught up may have closed a generation.
            self._grow.resume(lambda said: None)
            self._grow_when_lagging()
        done |= self._tidied(deadline, troubles)
        troubles.tell()
        return done

    def _caught_up(self, troubles: Troubles) -> int:
        """Finish what died halfway; a shard that cannot go on holds up no other, and neither keys nor sealing."""
        caught_up = 0
        for shard in (Shard(family, n) for family, partitions in self._shards().items() for n in range(partitions)):
            with troubles.kept():
                caught_up += self._workers(shard.family).catch_up(shard.name)
        return caught_up

    def _tidied(self, deadline: float, troubles: Troubles) -> dict[str, int]:
        """Let go what is past its time, then pack histories until a deadline: a damaged pack holds up no key."""
        done = {"streams_packed": 0, **self._expired(troubles)}
        with troubles.kept():
            while time.monotonic() < deadline and (some := self._pack()):
                done["streams_packed"] += some
            done |= self._drop_packs()
        return done

    def _expired(self, troubles: Troubles) -> dict[str, int]:
        """Let go of what is past its time."""
        gone = dict[str, int]()
        # What the log erased is gone, also when an old copy of the keys was put back.
        steps: Sequence[Callable[[], Mapping[str, int]]] = (
            self._retention.expire,
            lambda: {"keys": self._keys.destroy()},
            self._rotate,
            self._forget,
        )
        for step in steps:
            with troubles.kept():
                gone |= step()
        return gone

    def _continue_jobs(self, troubles: Troubles, seconds: float) -> None:
        with troubles.kept():
            self._verification.regularly()
        unfinished = self._jobs.unfinished()
        rebuilds = [job for job in unfinished if isinstance(job.work, Rebuild | Restore)]
        rebuilt = [job for job in rebuilds if self._index_is_done(job)]
        if self._rebuild_index.left_undone():
            rebuilt += self._of_lost_index()
        for job in unfinished:
            if isinstance(job.work, Verify | ReleaseShard):
                with troubles.kept():
                    self._verification(job, job.work, seconds=seconds)
        # Only now: by an index that has all the log has.
        with troubles.kept():
            rebuilt += self._of_lost_search()
        for job in rebuilt:
            self._kick("projection", {"job": str(job.id)})
        with troubles.kept():
            self._grow.resume(lambda said: None)
        for job in unfinished:
            if isinstance(job.work, Grow):
                with troubles.kept():
                    if not self._growth(job, job.work):
                        self._kick("maintenance")

    def _export_some(self, troubles: Troubles, seconds: float) -> None:
        """Go on with exports for so long in all, the oldest first."""
        deadline = time.monotonic() + seconds
        for job in self._jobs.unfinished():
            if isinstance(job.work, Export) and (left := deadline - time.monotonic()) > 0:
                with troubles.kept():
                    if self._export(job, job.work, seconds=left):
                        self._kick("maintenance")

    def _of_lost_index(self) -> list[Job]:
        """Make an index again that was lost. How far projections were is lost with it: a job has them take all in."""
        # What is broken is quarantined by now, and told there.
        with suppress(BrokenChain):
            self._rebuild_index(lambda said: None, go_on=True)
        if self._rebuild_index.left_undone():
            return []
        return [self._jobs.request(uuid4(), Rebuild(INDEX), {"actor": "maintenance", INDEX: "done"})]

    def _of_lost_search(self) -> list[Job]:
        """Ask for a rebuild of what search has lost, unless one is on its way: it may have been asked for just now."""
        lost = self._lost()
        if not lost or any(makes_again(job.work, ProjectSearch.name) for job in self._jobs.unfinished()):
            return []
        detail = {"actor": "maintenance", "only": [str(database) for database in lost]}
        return [self._jobs.request(uuid4(), Rebuild(ProjectSearch.name), detail)]

    def _index_is_done(self, job: Job) -> bool:
        """Rebuild the index where a job asks for it; False when the log is broken, which ends the job."""
        if not makes_again(job.work, INDEX) or job.detail.get(INDEX) == "done":
            return True
        died = job.detail.get(INDEX) == "running"
        if isinstance(job.work, Restore) and not died:
            self._rebuild_index.give_up()
        self._jobs.tell(job.id, "RUNNING", {INDEX: "running"})
        try:
            self._rebuild_index(lambda said: self._jobs.tell(job.id, "RUNNING", said), go_on=died)
        except BrokenChain as broken:
            self._jobs.tell(job.id, "FAILED", {"error": str(broken)})
            return False
        self._jobs.tell(job.id, "RUNNING", {INDEX: "done"})
        return True

"""The log from a copy of it: what holds stays, the rest is moved away, and a generation begins behind it."""

import hashlib
import time
from collections.abc import Callable, Mapping
from uuid import uuid4

from spice.application.upkeep.restoring.begin_anew import BeginAnew, Promises, promises_of
from spice.application.upkeep.restoring.plan_restore import PlanRestore
from spice.application.upkeep.restoring.planned import FOREIGN, RestorePlan, ends_of
from spice.application.upkeep.restoring.run_restore import DONE, FENCE, GOALS, JOINED, LOG, goals_of, restoring
from spice.domain.shards import FAMILIES, Shard
from spice.messages.segment_name import segment_key
from spice.messages.work import Restore
from spice.ports.errors import AlreadyThere, BrokenChain, Permanent, Transient, Unknown
from spice.ports.event_log import EventLog
from spice.ports.generations import Generations
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick
from spice.ports.log_objects import LogObjects
from spice.ports.quarantine import Quarantine
from spice.ports.shard_rows import ShardHead
from spice.ports.write_model import WriteModel

TRIES = 5
ROUNDS = 5
PAUSE_SECONDS = 0.5
Say = Callable[[str], None]


class RestoreLog:
    """Restores where the log can be deleted from, which is nobody's who serves: it runs beside the platform.

    All shards are quarantined and maintenance stands still while the log is changed, until the index is made again.
    Every step may be repeated: one that died goes on when it is called again.
    """

    def __init__(
        self,
        *,
        copy: EventLog,
        log: EventLog,
        objects: LogObjects,
        plan: PlanRestore,
        begin: BeginAnew,
        model: WriteModel,
        generations: Generations,
        quarantine: Quarantine,
        jobs: Jobs,
        kick: Kick,
        # Looked up when it is called: a simulation takes the pauses out of `time`.
        sleep: Callable[[float], None] = lambda seconds: time.sleep(seconds),
    ) -> None:
        self._copy, self._log, self._objects, self.plan, self._begin = copy, log, objects, plan, begin
        self._model, self._generations, self._quarantine = model, generations, quarantine
        self._jobs, self._kick, self._sleep = jobs, kick, sleep

    def left_undone(self) -> bool:
        """Tell whether one died before its log was whole."""
        return restoring(self._jobs) is not None

    def __call__(self, say: Say = lambda step: None) -> Job:
        """Restore the log, and leave the rest to maintenance: the job goes on. Raises Transient, Permanent."""
        job = restoring(self._jobs) or self._jobs.request(uuid4(), Restore(), {})
        say("waiting until maintenance stands still")
        self._wait(job)
        say("holding every shard")
        self._hold()
        return self._restore(job, say)

    def pause(self) -> None:
        """Give maintenance time."""
        self._sleep(PAUSE_SECONDS)

    def give_up(self) -> bool:
        """End a restore that has changed nothing yet; False for one that has to be done to its end."""
        job = restoring(self._jobs)
        if job is None or goals_of(job):
            return job is None
        self._lift()
        self._jobs.tell(job.id, "FAILED", {"error": "given up before anything was changed"})
        return True

    def _wait(self, job: Job) -> None:
        """A maintenance that runs already may be in the middle of anything; the next one says that it stands still."""
        self._kick("maintenance")
        while (found := self._jobs.find(job.id)) is not None and found.state == "REQUESTED":
            self.pause()

    def _restore(self, job: Job, say: Say) -> Job:
        goals = goals_of(job)
        if job.detail.get(LOG) != JOINED:
            say("comparing the log with its copy")
            plan = self.plan()
            goals = self._goals(job, plan, goals)
            for name in plan.foreign:
                self._objects.set_apart(name, f"{job.id}/{FOREIGN}")
            if not goals:
                return self._end(job, goals)
            self._join(plan, str(job.id), say)
            self._jobs.tell(job.id, "RUNNING", {LOG: JOINED})
        for _ in range(ROUNDS):
            say("checking the log")
            plan = self.plan(indexed=False)
            if not plan.families() and all(self._begun(family, plan, goal) for family, goal in goals.items()):
                return self._end(job, goals)
            self._join(plan, str(job.id), say)
            self._close(plan, goals, str(job.id), say)
        raise Transient("log", "something is written to it all the time")

    def _hold(self) -> None:
        """Quarantine every shard. One that is already says what is wrong with it, and is held as well."""
        if self._model.missing():
            return
        heads = dict(self._model.heads())
        maps = [ask(family) for family in FAMILIES for ask in (self._generations.current, self._generations.newest)]
        named = {Shard(each.family, number).name for each in maps for number in range(each.partitions)}
        held = {each.shard for each in self._quarantine.all()}
        for shard in sorted({*named, *heads, *(name for _, name in self._log.shards())} - held):
            head = heads.get(shard, ShardHead(shard=shard))
            self._quarantine.put(BrokenChain(head.generation, shard, head.sequence + 1, FENCE))

    def _lift(self) -> None:
        for held in () if self._model.missing() else self._quarantine.all():
            if held.reason == FENCE:
                self._quarantine.lift(held.shard)

    def _goals(self, job: Job, plan: RestorePlan, noted: Mapping[str, int]) -> dict[str, int]:
        """Note which generation each changed family begins, before anything is changed."""
        goals = dict(noted)
        for family in sorted(plan.families() - goals.keys()):
            goals[family] = self._promises(family, plan, None).newest + 1
        self._jobs.tell(job.id, "RUNNING", {GOALS: goals})
        return goals

    def _promises(self, family: str, plan: RestorePlan, goal: int | None) -> Promises:
        heads = [head for name, each in plan.shards.items() if _of(family, name) for head in each.joined.heads]
        known = {} if self._model.missing() else self._model.heads()
        indexed = [head for name, head in known.items() if _of(family, name)]
        return promises_of(family, heads, indexed, self._generations, goal)

    def _begun(self, family: str, plan: RestorePlan, goal: int) -> bool:
        promises, ends = self._promises(family, plan, goal), ends_of(plan)
        return all(promises.open_in(ends.get(name, ShardHead(shard=name))) >= goal for name in promises.shards())

    def _join(self, plan: RestorePlan, run: str, say: Say) -> None:
        """Move away what does not hold, and bring what the copy has."""
        # First: afterwards nobody sees that what is sealed was lost. Another tree begins.
        if plan.loses:
            self._begin.tree(run)
        forked = {name: at for name, each in plan.shards.items() if (at := each.joined.parted) is not None}
        if forked and not self._model.missing():
            # Before anything is changed: afterwards nobody sees that there were two branches.
            self._model.unpublish(forked)
        for shard, each in plan.shards.items():
            say(f"restoring {shard}")
            for name in each.apart:
                self._objects.set_apart(name, run if self.plan.stands(name) else f"{run}/{FOREIGN}")
            for head in each.joined.added:
                self._bring(head, run)

    def _close(self, plan: RestorePlan, goals: Mapping[str, int], run: str, say: Say) -> None:
        for family, goal in goals.items():
            say(f"beginning generation {goal} of {family}")
            given = {name: each.given for name, each in plan.shards.items()}
            self._begin(self._promises(family, plan, goal), ends_of(plan), given, run)

    def _bring(self, head: ShardHead, run: str) -> None:
        """Copy a segment into its place."""
        place = head.generation, head.shard, head.sequence
        body = self._copy.read(*place)
        if body is None or hashlib.sha256(body).hexdigest() != head.sha256:
            raise Permanent("copy", f"{segment_key(*place)} was changed while it was read")
        for _ in range(TRIES):
            try:
                return self._log.append(*place, body)
            except AlreadyThere:
                if self._log.read(*place) == body:
                    return None
                self._objects.set_apart(segment_key(*place), run)
            except Unknown:
                # The condition makes repeating it safe.
                continue
        raise Transient("log", f"{segment_key(*place)} could not be written in {TRIES} tries")

    def _end(self, job: Job, goals: Mapping[str, int]) -> Job:
        """Have maintenance make the index again, which is of another log; where nothing was changed, go on."""
        if goals:
            self._jobs.tell(job.id, "RUNNING", {LOG: DONE})
            self._kick("maintenance", {"job": str(job.id)})
        else:
            self._lift()
            self._jobs.tell(job.id, "COMPLETED", {LOG: DONE})
        return self._jobs.find(job.id) or job


def _of(family: str, shard: str) -> bool:
    return Shard.named(shard).family == family

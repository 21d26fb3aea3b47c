"""A growth as a job: what was asked for is checked, carried on and told; and as an administrator asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from spice.application.ground.starting import Start
from spice.application.queries.platform.jobs import JobRow, job_row
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.shards import FAMILIES, MOST_PARTITIONS
from spice.domain.wording import quoted
from spice.messages.shapes import Count
from spice.messages.work import Grow
from spice.ports.errors import PortError
from spice.ports.generations import Generations, ShardMap
from spice.ports.jobs import Job, Jobs
from spice.ports.kick import Kick

if TYPE_CHECKING:
    from spice.application.upkeep.grow_family import GrowFamily


class PartitionsRow(Struct, frozen=True):
    """A family's partitions."""

    family: str
    generation: Count
    partitions: Count
    grow_up_to: Count
    growing: JobRow | None


class RunGrowth:
    """Does what a job of growth has left; a repetition after a death goes on where that was."""

    def __init__(self, jobs: Jobs, grow: GrowFamily) -> None:
        self._jobs, self._grow = jobs, grow

    def __call__(self, job: Job, work: Grow) -> bool:
        """Carry a job on; False when something has to happen first."""
        family, to = work.family, work.to
        current = self._grow.current(family)
        if "generation" not in job.detail and to <= current.partitions:
            self._jobs.tell(job.id, "FAILED", {"error": f"{family} has {current.partitions} partitions already"})
            return True
        try:
            wanted = self._wanted(job, current, to)
            done = self._grow(wanted, lambda step: self._say(job, step))
        except PortError as failed:
            self._jobs.tell(job.id, "RUNNING", {"trouble": str(failed)})
            raise
        if not done or wanted.partitions != to:
            return False
        self._jobs.tell(job.id, "COMPLETED", {"step": "done"})
        return True

    def _wanted(self, job: Job, current: ShardMap, to: int) -> ShardMap:
        """Tell which map to bring about: the job's own, or first the one that is on its way already."""
        if "generation" in job.detail:
            return ShardMap(family=current.family, generation=int(str(job.detail["generation"])), partitions=to)
        asked = self._grow.ask(current, to)
        if asked.partitions == to:
            self._jobs.tell(job.id, "RUNNING", {"generation": asked.generation})
        return asked

    def _say(self, job: Job, step: str) -> None:
        self._jobs.tell(job.id, "RUNNING", {"step": step})


def partition_rows(generations: Generations, jobs: Jobs) -> list[PartitionsRow]:
    """List the families: how many partitions each has, and what it is growing to."""
    return [_row(generations, jobs, family) for family in FAMILIES]


def growth_of(jobs: Jobs, generations: Generations, kick: Kick, family: str, to: int, *, actor: str) -> Start:
    """Ask maintenance to grow a family; refuses what cannot be."""
    _check_family(family)
    has = generations.current(family).partitions
    if not has < to <= MOST_PARTITIONS:
        rule = f"to: {family} has {has} partitions and may have more, up to {MOST_PARTITIONS}, never fewer"
        raise refuse("constraint_violated", rule, path="/to", value=to)
    if (running := growing(jobs, family)) is not None:
        raise refuse("already_exists", f"{family} is growing: job {running.id}", value=str(running.id))
    return Start(
        work=Grow(family, to),
        detail={"actor": actor},
        kick=lambda job_id: kick("maintenance", {"grow": family, "job": str(job_id)}),
    )


def limit_growth(
    generations: Generations, jobs: Jobs, family: str, up_to: int, *, dry_run: bool = False
) -> PartitionsRow:
    """Let a family double by itself while its workers lag, up to so many partitions; 0: never. A dry run tells it."""
    _check_family(family)
    if not 0 <= up_to <= MOST_PARTITIONS:
        rule = f"grow_up_to: a family grows by itself up to at most {MOST_PARTITIONS} partitions; 0: never"
        raise refuse("constraint_violated", rule, path="/grow_up_to", value=up_to)
    if dry_run:
        return replace(_row(generations, jobs, family), grow_up_to=up_to)
    generations.set_limit(family, up_to)
    return _row(generations, jobs, family)


def _check_family(family: str) -> None:
    if family not in FAMILIES:
        hint = did_you_mean(family, FAMILIES)
        raise refuse("not_found", f"there is no family {quoted(family)} of partitions", value=family, hint=hint)


def growing(jobs: Jobs, family: str) -> Job | None:
    """Find the job that grows a family."""
    grown = (job for job in jobs.unfinished() if isinstance(job.work, Grow) and job.work.family == family)
    return next(grown, None)


def _row(generations: Generations, jobs: Jobs, family: str) -> PartitionsRow:
    current, job = generations.current(family), growing(jobs, family)
    return PartitionsRow(
        family=family,
        generation=current.generation,
        partitions=current.partitions,
        grow_up_to=generations.limit(family),
        growing=None if job is None else job_row(job),
    )

"""A tick -> what died halfway is finished, histories are packed, what is past its time goes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from spice.application.ground.ontologies import OntologyCache
from spice.application.projecting.search_losses import SearchLosses
from spice.application.upkeep.drop_packs import DropPacks
from spice.application.upkeep.forget_files import ForgetFiles
from spice.application.upkeep.grow_family import GrowFamily
from spice.application.upkeep.grow_when_lagging import GrowWhenLagging
from spice.application.upkeep.index_references import RunIndexReferences
from spice.application.upkeep.maintain import Maintain
from spice.application.upkeep.measure_lags import MeasureLags
from spice.application.upkeep.nudge_stalled import NudgeStalled, Stalled
from spice.application.upkeep.pack_histories import PackHistories
from spice.application.upkeep.rebuild_index import RebuildIndex
from spice.application.upkeep.rotate_epochs import RotateEpochs
from spice.application.upkeep.run_export import RunExport
from spice.application.upkeep.run_instance_jobs import RunInstanceJobs
from spice.application.upkeep.run_migration import RunMigration
from spice.application.upkeep.run_verification import RunVerification, failures_of
from spice.application.upkeep.sealing.keep_sealed import KeepSealed
from spice.application.upkeep.tell_notes import TellNotes
from spice.application.upkeep.verify_regularly import VerifyRegularly
from spice.application.work.workers import Workers
from spice.domain.shards import FAMILIES, Shard
from spice.entrypoints.lazy import Handler, lazy
from spice.entrypoints.log import logger
from spice.entrypoints.metrics import metrics_of
from spice.wired import Wired

SECONDS = 20.0
"""Packing goes on at the next tick: histories are readable from the index until then."""

WAIT_SECONDS = 10.0
"""How long a migration waits for a page, whose commands others may be before; then until the next tick."""


def build(ports: Wired) -> Handler:
    """Wire maintenance to its ports."""
    workers, sealed, nudge, rotate = Workers(ports), KeepSealed(ports), NudgeStalled(ports, _told), _rotation(ports)
    regularly = VerifyRegularly(ports.jobs, ports.directory, ports.now, days=ports.settings.verify_days)
    maintain = Maintain(
        workers=workers,
        shards=lambda: {family: ports.bus.partitions(Shard(family, 0).commands) for family in FAMILIES},
        pack=PackHistories(ports.histories, ports.packs, lambda: str(uuid4())),
        drop_packs=DropPacks(ports.histories, ports.packs, ports.now),
        retention=ports.retention,
        keys=ports.subject_keys,
        jobs=ports.jobs,
        rebuild_index=RebuildIndex(ports),
        verification=RunVerification(ports, sealed.checked, regularly, workers.catch_up),
        lost=SearchLosses(ports.search, ports.marks).every,
        instance_jobs=_instance_jobs(ports),
        grow=GrowFamily(ports, workers),
        grow_when_lagging=GrowWhenLagging(ports, new_id=uuid4, at_lag=ports.settings.grow_at_lag),
        seal=sealed,
        kick=ports.kick,
        export=RunExport(ports),
        nudge=nudge,
        tell_notes=TellNotes(ports.notes, ports.commands, ports.now),
        rotate=rotate,
        forget=ForgetFiles(ports.uploads, ports.export_files, ports.now),
    )
    return _measured(maintain, _measuring(ports, sealed, nudge, rotate, regularly))


def _instance_jobs(ports: Wired) -> RunInstanceJobs:
    ontologies = OntologyCache(ports.ontology)
    migrate = RunMigration(ports, ontologies, wait_seconds=WAIT_SECONDS)
    refer = RunIndexReferences(ports, ontologies, wait_seconds=WAIT_SECONDS)
    return RunInstanceJobs(ports.jobs, migrate, refer, ports.kick, ports.now)


def _told(at: Stalled, published: int) -> None:
    logger.warning("stalled", projection=at.projection, shard=at.shard, sequence=at.sequence, published=published)


def _rotation(ports: Wired) -> RotateEpochs:
    return RotateEpochs(ports.key_epochs, ports.now, ports.crash, days=ports.settings.epoch_days)


def _measured(maintain: Maintain, measure: Callable[[], None]) -> Handler:
    def handle(_: Any, __: Any) -> dict[str, int]:
        try:
            return maintain(seconds=SECONDS)
        finally:
            measure()

    return handle


def _measuring(
    ports: Wired, sealed: KeepSealed, nudge: NudgeStalled, rotate: RotateEpochs, regularly: VerifyRegularly
) -> Callable[[], None]:
    metrics = metrics_of(ports.settings, "maintenance")
    measure_lags = MeasureLags(
        ports.outbox,
        ports.operations,
        ports.letters,
        ports.model,
        ports.quarantine,
        ports.deliveries,
        ports.subject_keys,
        ports.notes,
        rotate,
    )

    def measure() -> None:
        if ports.model.missing():
            # The index was lost whole: it is made again, and until then there is nothing to measure.
            return
        now = ports.now()
        seen = measure_lags(now)
        measured: dict[str, float] = {
            **seen.metrics(),
            "projection_stalled": len(nudge.stalled),
            "checkpoint_age_seconds": sealed.last.waits_seconds,
            "verify_failures": len(sealed.last.wrong) + failures_of(ports.jobs),
            "verification_overdue_seconds": regularly.overdue_seconds(now),
        }
        # Told first: where nothing can be written, alarms ring all the same.
        if metrics.wanted:
            metrics.emit(**measured)
            for projection, lag in seen.lags.items():
                metrics.emit({"Projection": projection}, projection_lag=lag)
        ports.measures.keep(now, {**measured, "projection_lag": max(seen.lags.values(), default=0)})

    return measure


lambda_handler = lazy(build)

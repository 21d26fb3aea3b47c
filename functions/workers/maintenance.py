"""A tick -> what died halfway is finished, histories are packed, what is past its time goes."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from spice.application.projecting.search_losses import SearchLosses
from spice.application.upkeep.grow_family import GrowFamily
from spice.application.upkeep.grow_when_lagging import GrowWhenLagging
from spice.application.upkeep.maintain import Maintain
from spice.application.upkeep.measure_lags import Observe
from spice.application.upkeep.pack_histories import PackHistories
from spice.application.upkeep.rebuild_index import RebuildIndex
from spice.application.upkeep.run_verification import RunVerification
from spice.application.upkeep.verify_log import VerifyLog
from spice.application.work.close_shard import CloseShard
from spice.application.work.workers import Workers
from spice.domain.shards import FAMILIES, Shard
from spice.entrypoints.lazy import Handler, lazy
from spice.entrypoints.metrics import metrics_of
from spice.ports.ontology_repository import OntologyRepository
from spice.ports.write_model import WriteModel
from spice.wired import Wired

SECONDS = 20.0
"""Packing goes on at the next tick: histories are readable from the index until then."""


def build(ports: Wired) -> Handler:
    """Wire maintenance to its ports."""
    workers = _workers(ports, ports.model, ports.ontology)
    maintain = Maintain(
        workers=workers,
        shards=lambda: {family: ports.bus.partitions(Shard(family, 0).commands) for family in FAMILIES},
        pack=PackHistories(ports.histories, ports.packs, lambda: str(uuid4())),
        histories=ports.histories,
        packs=ports.packs,
        retention=ports.retention,
        jobs=ports.jobs,
        rebuild_index=_rebuild_index(ports),
        verification=_verification(ports),
        lost=SearchLosses(ports.search, ports.marks).every,
        grow=_growth(ports, workers),
        grow_when_lagging=_by_itself(ports),
        kick=ports.kick,
    )

    measure = _measuring(ports)

    def handle(_: Any, __: Any) -> dict[str, int]:
        try:
            return maintain(seconds=SECONDS)
        finally:
            measure()

    return handle


def _measuring(ports: Wired) -> Callable[[], None]:
    metrics = metrics_of(ports.settings, "maintenance")
    observe = Observe(ports.outbox, ports.operations, ports.letters, ports.model, ports.quarantine)

    def measure() -> None:
        if not metrics.wanted:
            return
        seen = observe(ports.now())
        metrics.emit(
            outbox_waiting=seen.waiting,
            outbox_age_seconds=seen.age_seconds,
            dead_letters=seen.letters,
            clock_skew_seconds=seen.skew_seconds,
            quarantined_shards=seen.quarantined,
        )
        for projection, lag in seen.lags.items():
            metrics.emit({"Projection": projection}, projection_lag=lag)

    return measure


def _workers(ports: Wired, model: WriteModel, repository: OntologyRepository) -> Workers:
    return Workers(
        log=ports.log,
        model=model,
        outbox=ports.outbox,
        bus=ports.bus,
        repository=repository,
        quarantine=ports.quarantine,
        now=ports.now,
        crash=ports.crash,
    )


def _rebuild_index(ports: Wired) -> RebuildIndex:
    return RebuildIndex(
        log=ports.log,
        model=ports.model,
        beside=ports.next_index,
        workers=partial(_workers, ports),
        quarantine=ports.quarantine,
    )


def _verification(ports: Wired) -> RunVerification:
    return RunVerification(ports.jobs, VerifyLog(ports.log, ports.model), ports.quarantine, ports.kick)


def _growth(ports: Wired, workers: Workers) -> GrowFamily:
    return GrowFamily(
        generations=ports.generations,
        topics=ports.topics,
        model=ports.model,
        workers=workers,
        close=CloseShard(ports.log, ports.model, ports.now, ports.crash),
        quarantine=ports.quarantine,
        kick=ports.kick,
        crash=ports.crash,
    )


def _by_itself(ports: Wired) -> GrowWhenLagging:
    return GrowWhenLagging(
        generations=ports.generations,
        topics=ports.topics,
        jobs=ports.jobs,
        now=ports.now,
        new_id=uuid4,
        at_lag=ports.settings.grow_at_lag,
    )


lambda_handler = lazy(build)

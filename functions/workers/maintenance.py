"""A tick -> what died halfway is finished, histories are packed, what is past its time goes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from spice.application.projecting.search_losses import SearchLosses
from spice.application.upkeep.grow_family import GrowFamily
from spice.application.upkeep.grow_when_lagging import GrowWhenLagging
from spice.application.upkeep.maintain import Maintain
from spice.application.upkeep.measure_lags import MeasureLags
from spice.application.upkeep.pack_histories import PackHistories
from spice.application.upkeep.rebuild_index import RebuildIndex
from spice.application.upkeep.run_verification import RunVerification
from spice.application.upkeep.verify_log import VerifyLog
from spice.application.work.workers import Workers
from spice.domain.shards import FAMILIES, Shard
from spice.entrypoints.lazy import Handler, lazy
from spice.entrypoints.metrics import metrics_of
from spice.wired import Wired

SECONDS = 20.0
"""Packing goes on at the next tick: histories are readable from the index until then."""


def build(ports: Wired) -> Handler:
    """Wire maintenance to its ports."""
    workers = Workers(ports)
    maintain = Maintain(
        workers=workers,
        shards=lambda: {family: ports.bus.partitions(Shard(family, 0).commands) for family in FAMILIES},
        pack=PackHistories(ports.histories, ports.packs, lambda: str(uuid4())),
        histories=ports.histories,
        packs=ports.packs,
        retention=ports.retention,
        jobs=ports.jobs,
        rebuild_index=RebuildIndex(ports),
        verification=RunVerification(ports.jobs, VerifyLog(ports.log, ports.model), ports.quarantine, ports.kick),
        lost=SearchLosses(ports.search, ports.marks).every,
        grow=GrowFamily(ports, workers),
        grow_when_lagging=GrowWhenLagging(ports, new_id=uuid4, at_lag=ports.settings.grow_at_lag),
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
    measure_lags = MeasureLags(ports.outbox, ports.operations, ports.letters, ports.model, ports.quarantine)

    def measure() -> None:
        if not metrics.wanted:
            return
        seen = measure_lags(ports.now())
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


lambda_handler = lazy(build)

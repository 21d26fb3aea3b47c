"""A tick -> what died halfway is finished, histories are packed, what is past its time goes."""

from typing import Any
from uuid import uuid4

from spice.application.maintain import Maintain
from spice.application.pack_histories import PackHistories
from spice.application.rebuild import RebuildIndex
from spice.application.workers import Workers
from spice.bootstrap import Ports
from spice.domain.shards import FAMILIES, Shard
from spice.entrypoints.wiring import Handler, lazy

SECONDS = 20.0
"""Packing goes on at the next tick: histories are readable from the index until then."""


def build(ports: Ports) -> Handler:
    """Wire maintenance to its ports."""
    workers = Workers(
        log=ports.log, model=ports.model, bus=ports.bus, repository=ports.ontology, now=ports.now, crash=ports.crash
    )
    maintain = Maintain(
        workers=workers,
        shards=lambda: {family: ports.bus.partitions(Shard(family, 0).commands) for family in FAMILIES},
        pack=PackHistories(ports.histories, ports.packs, lambda: str(uuid4())),
        histories=ports.histories,
        packs=ports.packs,
        retention=ports.retention,
        jobs=ports.jobs,
        rebuild_index=RebuildIndex(ports.log, ports.model, workers),
        kick=ports.kick,
    )

    def handle(_: Any, __: Any) -> dict[str, int]:
        return maintain(seconds=SECONDS)

    return handle


lambda_handler = lazy(build)

"""ontology-commands -> event log, ontology repository, index, ontology-events."""

from spice.application.work.workers import Workers
from spice.domain.shards import ONTOLOGY
from spice.entrypoints.kafka import each_partition
from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports


def build(ports: Ports) -> Handler:
    """Wire the ontology worker to its ports."""
    workers = Workers(
        log=ports.log,
        model=ports.model,
        outbox=ports.outbox,
        bus=ports.bus,
        repository=ports.ontology,
        quarantine=ports.quarantine,
        now=ports.now,
        crash=ports.crash,
    )
    return each_partition(workers(ONTOLOGY))


lambda_handler = lazy(build)

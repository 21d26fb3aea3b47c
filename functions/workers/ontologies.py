"""ontology-commands -> event log, ontology repository, index, ontology-events."""

from spice.application.work.workers import Workers
from spice.domain.shards import ONTOLOGY
from spice.entrypoints.kafka import each_partition
from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports


def build(ports: Ports) -> Handler:
    """Wire the ontology worker to its ports."""
    return each_partition(Workers(ports)(ONTOLOGY))


lambda_handler = lazy(build)

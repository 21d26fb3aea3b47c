"""instance-commands -> event log, index, instance-events."""

from spice.application.work.workers import Workers
from spice.domain.shards import INSTANCE
from spice.entrypoints.kafka import each_partition
from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports


def build(ports: Ports) -> Handler:
    """Wire the instance worker to its ports."""
    return each_partition(Workers(ports)(INSTANCE))


lambda_handler = lazy(build)

"""dlq-instance, dlq-ontology -> automatic redrives, then an alert."""

from spice.application.upkeep.redrive import RedriveLetters
from spice.entrypoints.kafka import each_partition
from spice.entrypoints.lazy import Handler, lazy
from spice.entrypoints.log import logger
from spice.ports import Ports


def build(ports: Ports) -> Handler:
    """Wire the dead-letter handler to its ports."""
    redrive = RedriveLetters(
        ports.commands, ports.kick, ports.now, lambda letter: logger.error("dead letter needs a person", **letter)
    )
    return each_partition(lambda _topic, _partition, records: redrive(records))


lambda_handler = lazy(build)

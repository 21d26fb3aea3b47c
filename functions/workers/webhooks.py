"""instance-events, ontology-events, a tick -> partners are told."""

import random
import time
from typing import Any
from uuid import uuid4

from spice.application.ground.ontologies import OntologyCache
from spice.application.webhooks.deliver_webhooks import DeliverWebhooks
from spice.entrypoints.lazy import Handler, lazy
from spice.ports import Ports

SECONDS = 35.0
"""A try that begins at the end of them has its fifteen seconds yet."""


def build(ports: Ports) -> Handler:
    """Wire the deliveries to their ports."""
    deliver = DeliverWebhooks(
        ports, OntologyCache(ports.ontology), new_lease=uuid4, chance=random.random, pause=time.sleep
    )

    def handle(_: Any, __: Any) -> dict[str, int]:
        # Records only wake it: what is told comes from the log, from where each webhook stands.
        return deliver(seconds=SECONDS)

    return handle


lambda_handler = lazy(build)

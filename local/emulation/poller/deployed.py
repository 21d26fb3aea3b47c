"""The event source mappings as they are deployed: asked of Lambda, never taken from our catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.catalogue.model import Topic
from spice.ports.errors import Transient

RUNNING = ("Enabled", "Creating", "Enabling", "Updating")
SERVICE = "lambda"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One mapping: which function, and what it reads."""

    identity: str
    function: str
    trigger: Topic


class Mappings:
    """Asks Lambda which mappings there are."""

    def __init__(self, client: Any = None) -> None:
        self._lambda = client or lambda_client()

    def list(self) -> Sequence[Deployed]:
        """List the enabled mappings of Kafka topics; Transient when Lambda does not answer."""
        try:
            pages = self._lambda.get_paginator("list_event_source_mappings").paginate()
            found = [each for page in pages for each in page["EventSourceMappings"]]
        except (BotoCoreError, ClientError) as failed:
            raise Transient(SERVICE, f"event source mappings cannot be listed: {failed}") from failed
        return [deployed(each) for each in found if each.get("Topics") and each["State"] in RUNNING]


def deployed(mapping: Mapping[str, Any]) -> Deployed:
    """Read a mapping as ListEventSourceMappings tells it."""
    group = mapping.get("AmazonManagedKafkaEventSourceConfig", {}).get("ConsumerGroupId")
    return Deployed(
        identity=mapping["UUID"],
        function=mapping["FunctionArn"],
        trigger=Topic(
            topic=mapping["Topics"][0],
            # Lambda's own name for a group that the mapping does not name.
            group=group or mapping["UUID"],
            batch_size=mapping["BatchSize"],
            window_seconds=float(mapping.get("MaximumBatchingWindowInSeconds", 0)),
            # A poller reads several partitions into one batch.
            together=True,
        ),
    )


def lambda_client() -> Any:
    """Make a client that waits as long as a function may run and leaves trying again to us."""
    once = Config(retries={"total_max_attempts": 1}, read_timeout=900, connect_timeout=5, max_pool_connections=32)
    return boto3.client("lambda", config=once)

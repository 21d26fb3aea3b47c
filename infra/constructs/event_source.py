"""A topic that starts a function, as the workers need it: in order, whole batches, tried until they pass."""

from aws_cdk import aws_lambda
from constructs import Construct

from infra.catalogue.model import USUAL_WINDOW, Topic
from infra.constructs.function import SpiceFunction

Config = aws_lambda.CfnEventSourceMapping.AmazonManagedKafkaEventSourceConfigProperty
Pollers = aws_lambda.CfnEventSourceMapping.ProvisionedPollerConfigProperty


class EventSource(Construct):
    """An event source mapping with no destination, no record age and no bisecting: each would break the order."""

    def __init__(self, scope: Construct, function: SpiceFunction, trigger: Topic, *, bus_arn: str, stage: str) -> None:
        super().__init__(scope, "".join(part.title() for part in trigger.topic.split("-")))
        window, pollers = trigger.window(stage), trigger.pollers.get(stage)
        aws_lambda.CfnEventSourceMapping(
            self,
            "Mapping",
            function_name=function.resource.function_name,
            event_source_arn=bus_arn,
            topics=[trigger.topic],
            amazon_managed_kafka_event_source_config=Config(consumer_group_id=trigger.group),
            starting_position="TRIM_HORIZON",
            batch_size=trigger.batch_size,
            maximum_batching_window_in_seconds=None if window == USUAL_WINDOW else whole(window, trigger),
            provisioned_poller_config=None
            if pollers is None
            else Pollers(minimum_pollers=pollers[0], maximum_pollers=pollers[1]),
        ).node.add_dependency(function.role)


def whole(window: float, trigger: Topic) -> int:
    """Check a window: AWS takes whole seconds, or its own half second."""
    if not window.is_integer() or not 0 <= window <= 300:
        raise ValueError(f"{trigger.topic}: a window is 0.5 or a whole number of seconds up to 300, not {window}")
    return int(window)

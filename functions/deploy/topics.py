"""A deployment -> topics of the bus. Property `Topics`: {name: number of partitions}."""

from collections.abc import Mapping

from spice.application.upkeep.deploy import MakeTopics
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.ports import Ports


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    make = MakeTopics(ports.bus, ports.topics, ports.generations)

    def step(request: Request) -> Mapping[str, str]:
        if request.kind == "Delete":
            return {"Made": ""}
        # CloudFormation writes every number as a string.
        wanted = {str(topic): int(count) for topic, count in request.expect("Topics").items()}
        return {"Made": ",".join(make(wanted))}

    return step


lambda_handler = custom_resource(build)

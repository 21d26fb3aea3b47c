"""A deployment -> where the brokers are. Property `ClusterArn`."""

from collections.abc import Mapping

from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.ports import Ports


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    brokers = ports.brokers

    def step(request: Request) -> Mapping[str, str]:
        if request.kind == "Delete":
            return {}
        return {"BootstrapBrokers": brokers.of(str(request.expect("ClusterArn")))}

    return step


lambda_handler = custom_resource(build)

"""A deployment -> the search domain's packages of analysers. Properties `Domain`, `Packages`."""

from collections.abc import Mapping

from spice.application.upkeep.deploy import AttachPackages
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.ports import Ports


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    attach = AttachPackages(ports.packages)

    def step(request: Request) -> Mapping[str, str]:
        # They go with their domain.
        if request.kind != "Delete":
            attach(str(request.expect("Domain")), request.expect("Packages"), seconds=request.seconds)
        return {}

    return step


lambda_handler = custom_resource(build)

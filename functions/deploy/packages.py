"""A deployment -> the search domain's packages of analysers. Properties `Domain`, `Packages`; `Later`: another look
follows, so that packages that are still on their way are no failure yet; `Optional`: nor is it when AWS refuses."""

from collections.abc import Mapping

from spice.application.upkeep.deploy import AttachPackages, StepRefused
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.entrypoints.log import logger
from spice.ports import Ports
from spice.ports.errors import Permanent

ENOUGH = 30.0
"""Seconds for the look that is under way when the time is over."""


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    attach = AttachPackages(ports.packages)

    def step(request: Request) -> Mapping[str, str]:
        # They go with their domain.
        if request.kind == "Delete":
            return {}
        domain = str(request.expect("Domain"))
        try:
            there = attach(domain, request.expect("Packages"), seconds=request.seconds - ENOUGH)
        except Permanent as refused:
            if "Optional" not in request.properties:
                raise
            logger.warning("the domain takes no packages", domain=domain, reason=str(refused))
            return {"Attached": "refused"}
        if not there and "Later" not in request.properties:
            raise StepRefused(f"domain {domain} still waits for its packages: deploy again, it goes on")
        return {"Attached": str(there).lower()}

    return step


lambda_handler = custom_resource(build)

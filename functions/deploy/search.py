"""A deployment -> templates of the search engine. Property `Templates`: anything that changes when they do."""

from collections.abc import Mapping

from spice.application.upkeep.deploy import PrepareSearch
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.ports import Ports


def build(ports: Ports) -> Step:
    """Wire the step to its ports."""
    prepare = PrepareSearch(ports.templates)

    def step(request: Request) -> Mapping[str, str]:
        put = prepare() if request.kind != "Delete" else []
        return {"Templates": ",".join(put)}

    return step


lambda_handler = custom_resource(build)

"""The packages of the search domain: AWS may take minutes or hours to bring them, so nothing else hangs on the wait."""

from aws_cdk import Stack
from constructs import Construct

from infra.catalogue import names
from infra.constructs.room import FunctionContext, Room
from infra.constructs.step import STEPS, step

PACKAGES = ["analysis-nori"]
"""What OpenSearch Service does not have by itself: it splits Korean."""
LOOKS = 14
"""One behind another, each for an invocation at most: three hours, where CloudFormation gives one resource one."""


class Packages(Stack):
    """A stack of its own: when time runs out it alone goes back, AWS goes on, and the next deployment finds it."""

    def __init__(self, scope: Construct, id: str, *, around: FunctionContext) -> None:
        super().__init__(scope, id, stack_name=id)
        function = Room(self, "Steps", around).add(STEPS["packages"], brokers=None)
        wanted: dict[str, object] = {
            "Domain": names.physical(around.ground.stage.name, "search"),
            "Packages": PACKAGES,
            "Version": around.ground.bundles.version(),
        }
        if around.ground.stage.disposable:
            # Search works without them, in fewer languages: an instance that takes none keeps nobody waiting.
            wanted["Optional"] = "search works without"
        before = None
        for look in range(1, LOOKS + 1):
            others = {} if look == LOOKS else {"Later": "another look follows"}
            resource = step(self, f"Packages{look}", function, {**wanted, **others})
            if before is not None:
                resource.node.add_dependency(before)
            before = resource

"""What every release does before the functions change: brokers found, topics made, the schema brought forward."""

from collections.abc import Mapping

from aws_cdk import CustomResource, Stack
from constructs import Construct

from infra.catalogue import names
from infra.constructs.environment import database_users
from infra.constructs.function import SpiceFunction
from infra.constructs.room import FunctionContext, Room
from infra.constructs.step import STEPS, step


class Release(Stack):
    """The steps of a deployment. Each can be done again: a deployment that failed halfway is simply repeated."""

    def __init__(self, scope: Construct, id: str, *, around: FunctionContext) -> None:
        super().__init__(scope, id, stack_name=id)
        self._around, self._stage = around, around.ground.stage
        self._room = Room(self, "Steps", around)
        self._version = around.ground.bundles.version()
        self.brokers = self._brokers()
        migrations = self._step("Migrations", "migrate", {"Users": database_users(self._stage)})
        # How commands are spread over the topics is kept in the database.
        topics = self._step("Topics", "topics", self._topics(), brokers=self.brokers)
        topics.node.add_dependency(migrations)
        self._step("Search", "search", {})
        self._function("ask")
        self.emptier = self._emptier() if self._stage.disposable else None

    def _function(self, name: str, brokers: str | None = None) -> SpiceFunction:
        return self._room.add(STEPS[name], brokers=brokers)

    def _brokers(self) -> str:
        """CloudFormation does not tell where a cluster's brokers are."""
        function = self._function("brokers")
        found = self._custom("Brokers", function, {"ClusterArn": self._around.places.bus_arn})
        return found.get_att_string("BootstrapBrokers")

    def _topics(self) -> dict[str, object]:
        return {
            "Topics": {topic: str(partitions) for topic, partitions in names.TOPICS.items()},
        }

    def _emptier(self) -> SpiceFunction:
        """Empty the buckets when the stage is destroyed; by now nothing writes to them any more."""
        function = self._function("empty-bucket")
        for name in names.BUCKETS:
            bucket = {"BucketName": self._around.places.bucket(name)}
            self._custom(f"Empty{name.title()}", function, bucket, again=False)
        return function

    def _step(self, id: str, name: str, properties: dict[str, object], *, brokers: str | None = None) -> CustomResource:
        return self._custom(id, self._function(name, brokers), properties)

    def _custom(
        self, id: str, function: SpiceFunction, properties: Mapping[str, object], *, again: bool = True
    ) -> CustomResource:
        """Call a function when its properties change; `again`: also when the code does."""
        version = {"Version": self._version} if again else {}
        return step(self, id, function, {**properties, **version})

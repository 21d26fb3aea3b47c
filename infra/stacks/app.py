"""The functions, what starts them, and the API in front: what changes with every release."""

from aws_cdk import Duration, Stack, aws_lambda
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Http, Schedule, Topic
from infra.constructs.event_source import EventSource
from infra.constructs.function import SpiceFunction
from infra.constructs.http_api import SpiceApi
from infra.constructs.room import FunctionContext, Room
from infra.constructs.step import step
from infra.constructs.ticks import Tick


class Application(Stack):
    """Everything the catalogue lists."""

    def __init__(self, scope: Construct, id: str, *, around: FunctionContext, brokers: str, api_id: str) -> None:
        super().__init__(scope, id, stack_name=id)
        self._around, self._stage = around, around.ground.stage
        self._room = Room(self, "Functions", around)
        self._api = SpiceApi(self, "Api", stage=self._stage, api_id=api_id, key=around.ground.key, issuer=around.issuer)
        for entry in FUNCTIONS:
            self._start(self._room.add(entry, brokers=brokers))

    def leave_nothing(self, emptier: SpiceFunction | None) -> None:
        """Empty the console's bucket when a disposable stage is destroyed: this stack goes before that of the bucket,
        and before that of the function that does it."""
        if emptier is not None:
            step(self, "EmptyConsole", emptier, {"BucketName": self._around.places.bucket(names.CONSOLE)})

    def _start(self, function: SpiceFunction) -> None:
        """Connect a function to what starts it."""
        entry, stage = function.entry, self._stage.name
        for trigger in entry.triggers:
            if isinstance(trigger, Topic):
                EventSource(function, function, trigger, bus_arn=self._around.places.bus_arn, stage=stage)
            elif isinstance(trigger, Schedule):
                Tick(function, function, trigger, stage=stage)
        if any(isinstance(trigger, Http) for trigger in entry.triggers):
            self._api.route(entry, self._warm(function) if entry.warm else function.resource)
        function.resource.configure_async_invoke(
            max_event_age=Duration.seconds(entry.kicks.oldest_seconds), retry_attempts=entry.kicks.retries
        )

    def _warm(self, function: SpiceFunction) -> aws_lambda.IFunction:
        """What the API calls: a version that is kept warm, or the function itself."""
        api = self._stage.api
        if api.warm == "no":
            return function.resource
        return aws_lambda.Alias(
            function,
            "Live",
            alias_name="live",
            version=function.resource.current_version,
            provisioned_concurrent_executions=api.provisioned or None,
        )

"""Every function, what starts it, what it may use and reach: plain data for CDK, the local host and the tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from infra import names

MINUTE = 60
HOUR = 60 * MINUTE
USUAL_WINDOW = 0.5
"""What AWS waits, in seconds, where nothing is said: it cannot be asked for, only left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Requests of API Gateway; `routes` are (method, path template below names.API), `open` those without a token."""

    routes: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Records of a bus topic, in batches. `together`: one invocation may hold several partitions.

    In the cloud a stage may wait longer for a batch (`windows`), and pay for pollers of its own (`pollers`: least, most).
    """

    topic: str
    group: str
    batch_size: int = 2000
    window_seconds: float = 0.0
    together: bool = False
    windows: Mapping[str, float] = field(default_factory=dict)
    pollers: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def window(self, stage: str) -> float:
        """How long a stage waits for a batch to fill, in seconds."""
        return self.windows.get(stage, USUAL_WINDOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A tick; the function also takes asynchronous invocations."""

    every_seconds: int = MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A step of a deployment: CloudFormation calls, the function answers. `inside`: in the private network."""

    inside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kicks:
    """Asynchronous invocations: how long one may wait, and how often one that failed is tried again."""

    oldest_seconds: int = MINUTE
    retries: Literal[0, 1, 2] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function. `grants` name what it may reach, `concurrency` how many may run at once (None: no limit).

    `concurrencies` says so for a stage that has more partitions to serve at once than one machine.
    """

    name: str
    handler: str
    triggers: tuple[Http | Topic | Schedule | Deployment, ...]
    memory_mb: int
    timeout_seconds: int
    concurrency: int | None = None
    grants: frozenset[str] = field(default_factory=frozenset)
    concurrencies: Mapping[str, int] = field(default_factory=dict)
    kicks: Kicks = field(default_factory=Kicks)
    layers: tuple[str, ...] = ("dependencies", "spice")

    @property
    def room(self) -> str:
        """The room of the handler, bundled as one."""
        return self.handler.split(".")[1]

    def reserved(self, stage: str) -> int | None:
        """How many may run at once in a stage."""
        return self.concurrencies.get(stage, self.concurrency)


COMMAND_ROUTES = (
    ("POST", "/database"),
    ("PATCH", "/database/{db}"),
    ("DELETE", "/database/{db}"),
    ("PUT", "/database/{db}/grants/{subject}"),
    ("DELETE", "/database/{db}/grants/{subject}"),
    ("POST", "/database/{db}/ontology"),
    ("POST", "/database/{db}/ontology/changes"),
    ("POST", "/database/{db}/ontology/check"),
    ("PUT", "/database/{db}/ontology/{class}"),
    ("PATCH", "/database/{db}/ontology/{class}"),
    ("DELETE", "/database/{db}/ontology/{class}"),
    ("POST", "/database/{db}/instances"),
    ("POST", "/database/{db}/instances/bulk"),
    ("PUT", "/database/{db}/instances/{class}/{id}"),
    ("PATCH", "/database/{db}/instances/{class}/{id}"),
    ("DELETE", "/database/{db}/instances/{class}/{id}"),
    ("POST", "/database/{db}/instances/{class}/{id}/restore"),
    ("POST", "/admin/dead-letters/{id}/redrive"),
    ("POST", "/admin/dead-letters/{id}/discard"),
)
"""What the OMS answers; everything else below names.API goes to the BFF."""

OPEN_ROUTES = (
    ("GET", "/health"),
    ("GET", "/health/ready"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
)
"""What the BFF answers without a token."""

FUNCTIONS = (
    Function(
        name="oms",
        handler="functions.api.oms.lambda_handler",
        triggers=(Http(routes=COMMAND_ROUTES),),
        memory_mb=1024,
        timeout_seconds=29,
        grants=frozenset({"postgres:write", "cache", "log:read", "relay:invoke"}),
    ),
    Function(
        name="bff",
        handler="functions.api.bff.lambda_handler",
        triggers=(Http(routes=(("ANY", "/{proxy+}"),), open=OPEN_ROUTES),),
        memory_mb=1024,
        timeout_seconds=29,
        grants=frozenset({"postgres:read", "cache", "search:read", "log:read", "packs:read", "maintenance:invoke"}),
    ),
    Function(
        name="relay",
        handler="functions.relay.handler.lambda_handler",
        triggers=(Schedule(),),
        memory_mb=512,
        timeout_seconds=55,
        concurrency=2,
        grants=frozenset({"postgres:write", "bus:write"}),
    ),
    Function(
        name="instance-worker",
        handler="functions.workers.instances.lambda_handler",
        triggers=(Topic(topic=names.INSTANCE_COMMANDS, group="instance-worker"),),
        memory_mb=1024,
        timeout_seconds=60,
        concurrency=2,
        grants=frozenset({"postgres:write", "bus:write", "log:write"}),
    ),
    Function(
        name="ontology-worker",
        handler="functions.workers.ontologies.lambda_handler",
        triggers=(Topic(topic=names.ONTOLOGY_COMMANDS, group="ontology-worker", batch_size=100),),
        memory_mb=512,
        timeout_seconds=60,
        concurrency=1,
        grants=frozenset({"postgres:write", "bus:write", "log:write", "ontology:write"}),
    ),
    Function(
        name="projection",
        handler="functions.workers.projection.lambda_handler",
        triggers=(
            Topic(topic=names.INSTANCE_EVENTS, group="projection", batch_size=4000, together=True),
            Topic(topic=names.ONTOLOGY_EVENTS, group="projection", batch_size=100, together=True),
        ),
        memory_mb=1024,
        timeout_seconds=840,
        concurrency=1,
        grants=frozenset({"postgres:write", "search:write", "cache", "log:read", "relay:invoke"}),
    ),
    Function(
        name="dead-letters",
        handler="functions.workers.dead_letters.lambda_handler",
        triggers=(
            Topic(topic=names.DLQ_INSTANCE, group="dead-letters", batch_size=100),
            Topic(topic=names.DLQ_ONTOLOGY, group="dead-letters", batch_size=100),
        ),
        memory_mb=256,
        timeout_seconds=60,
        concurrency=1,
        grants=frozenset({"postgres:write"}),
    ),
    Function(
        name="maintenance",
        handler="functions.workers.maintenance.lambda_handler",
        triggers=(Schedule(),),
        memory_mb=1024,
        timeout_seconds=840,
        concurrency=1,
        grants=frozenset({"postgres:write", "bus:write", "log:read", "packs:write", "search:write", "cache"}),
    ),
)

DEPLOYMENTS = (
    Function(
        name="brokers",
        handler="functions.deploy.brokers.lambda_handler",
        triggers=(Deployment(inside=False),),
        memory_mb=256,
        timeout_seconds=60,
        grants=frozenset({"bus:locate"}),
    ),
    Function(
        name="topics",
        handler="functions.deploy.topics.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=512,
        timeout_seconds=300,
        grants=frozenset({"bus:admin"}),
    ),
    Function(
        name="migrate",
        handler="functions.deploy.migrate.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=512,
        timeout_seconds=840,
        grants=frozenset({"postgres:migrate"}),
    ),
    Function(
        name="search",
        handler="functions.deploy.search.lambda_handler",
        triggers=(Deployment(inside=False),),
        memory_mb=256,
        timeout_seconds=840,
        grants=frozenset({"search:admin"}),
    ),
    Function(
        name="empty-bucket",
        handler="functions.deploy.empty_bucket.lambda_handler",
        triggers=(Deployment(inside=False),),
        memory_mb=512,
        timeout_seconds=840,
        grants=frozenset({"buckets:empty"}),
    ),
)
"""What only a deployment calls; the local host has its own steps."""

"""Every function, what starts it, what it may use and reach: plain data for CDK, the local host and the tests."""

from dataclasses import dataclass, field

from infra import names

MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Requests of API Gateway; `routes` are (method, path template below names.API)."""

    routes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Records of a bus topic, in batches. `together`: one invocation may hold several partitions."""

    topic: str
    group: str
    batch_size: int = 2000
    window_seconds: float = 0.0
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A tick; the function also takes asynchronous invocations."""

    every_seconds: int = MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A step of a deployment, as a custom resource; `stages` have it (none named: all)."""

    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function. `grants` name what it may reach, `concurrency` how many may run at once (None: no limit)."""

    name: str
    handler: str
    triggers: tuple[Http | Topic | Schedule | Deployment, ...]
    memory_mb: int
    timeout_seconds: int
    concurrency: int | None = None
    grants: frozenset[str] = field(default_factory=frozenset)


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

FUNCTIONS = (
    Function(
        name="oms",
        handler="functions.api.oms.lambda_handler",
        triggers=(Http(routes=COMMAND_ROUTES),),
        memory_mb=1024,
        timeout_seconds=29,
        grants=frozenset({"postgres:write", "cache", "packs:read", "relay:invoke"}),
    ),
    Function(
        name="bff",
        handler="functions.api.bff.lambda_handler",
        triggers=(Http(routes=(("ANY", "/{proxy+}"),)),),
        memory_mb=1024,
        timeout_seconds=29,
        # Beside reading, it counts reads and keeps the jobs that are asked of it.
        grants=frozenset(
            {"postgres:read", "postgres:write", "cache", "search:read", "log:read", "packs:read", "maintenance:invoke"}
        ),
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
        grants=frozenset({"postgres:write", "relay:invoke"}),
    ),
    Function(
        name="maintenance",
        handler="functions.workers.maintenance.lambda_handler",
        triggers=(Schedule(),),
        memory_mb=1024,
        timeout_seconds=840,
        concurrency=1,
        grants=frozenset(
            {
                "postgres:write",
                "bus:write",
                "log:write",
                "packs:write",
                "ontology:write",
                "projection:invoke",
                "relay:invoke",
            }
        ),
    ),
)

DEPLOYMENTS = (
    Function(
        name="migrate",
        handler="functions.deploy.migrate.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=256,
        timeout_seconds=600,
        concurrency=1,
        grants=frozenset({"postgres:migrate"}),
    ),
    Function(
        name="topics",
        handler="functions.deploy.topics.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=256,
        timeout_seconds=300,
        concurrency=1,
        grants=frozenset({"bus:admin"}),
    ),
    Function(
        name="search",
        handler="functions.deploy.search.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=256,
        timeout_seconds=300,
        concurrency=1,
        grants=frozenset({"search:admin"}),
    ),
    Function(
        name="empty-bucket",
        handler="functions.deploy.empty_bucket.lambda_handler",
        triggers=(Deployment(stages=("dev",)),),
        memory_mb=512,
        timeout_seconds=840,
        grants=frozenset({"buckets:empty"}),
    ),
)
"""What only a deployment in the cloud runs: the local host has steps of its own (local/host/provision.py)."""

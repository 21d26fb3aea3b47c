"""Functions that only a deployment calls; the local host has its own steps."""

from infra.catalogue.model import Deployment, Function

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
        grants=frozenset({"bus:admin", "postgres:write"}),
    ),
    Function(
        name="migrate",
        handler="functions.deploy.migrate.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=512,
        timeout_seconds=840,
        grants=frozenset({"postgres:migrate"}),
    ),
    # No step, but of the same kind: an operator's own way in, where nothing else reaches.
    Function(
        name="ask",
        handler="functions.deploy.ask.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=512,
        timeout_seconds=60,
        grants=frozenset({"postgres:migrate"}),
    ),
    Function(
        name="packages",
        handler="functions.deploy.packages.lambda_handler",
        triggers=(Deployment(inside=False),),
        memory_mb=256,
        timeout_seconds=840,
        grants=frozenset({"search:packages"}),
    ),
    Function(
        name="search",
        handler="functions.deploy.search.lambda_handler",
        triggers=(Deployment(),),
        memory_mb=512,
        timeout_seconds=300,
        grants=frozenset({"search:write"}),
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

"""Every function, what starts it, what it may use and reach: plain data for CDK, the local host and the tests."""

from infra.catalogue import names
from infra.catalogue.model import HOUR, MINUTE, USUAL_WINDOW, Function, Http, Kicks, Schedule, Topic
from infra.catalogue.routes import COMMAND_ROUTES, FUNNEL_ROUTES, OPEN_ROUTES

__all__ = ["COMMAND_ROUTES", "FUNCTIONS", "FUNNEL_ROUTES", "HOUR", "MINUTE", "OPEN_ROUTES", "USUAL_WINDOW"]
__all__ += ["Function", "Http", "Kicks", "Schedule", "Topic", "api_at_once", "api_connections", "read_topics"]

AT_ONCE = {"dev": 12, "prod": 200}
"""Requests that each function of the API answers at once in the cloud: each holds two connections of the database."""
ANALYSED_AT_ONCE = {"dev": 2, "prod": 20}
"""Files that are analysed at once."""
GATHERED = {"dev": 1.0, "prod": 1.0}
"""Seconds the instance worker gathers commands in the cloud: each of its batches is one PUT (docs/cost.md)."""
WHOLE_PROCESSOR_MB = 1769
"""Lambda gives a function a part of a processor that goes with its memory; this is one. GB-seconds stay the same."""

FUNCTIONS = (
    Function(
        name="oms",
        handler="functions.api.oms.lambda_handler",
        triggers=(Http(routes=COMMAND_ROUTES),),
        memory_mb=1024,
        timeout_seconds=29,
        concurrencies=AT_ONCE,
        warm=True,
        # What it seals it shows again, once the log has no erasure that the index lacks.
        grants=frozenset(
            {"postgres:write", "cache", "packs:read", "log:read", "personal:wrap", "relay:invoke", "webhooks:invoke"}
        ),
    ),
    Function(
        name="bff",
        handler="functions.api.bff.lambda_handler",
        triggers=(Http(routes=(("ANY", "/{proxy+}"),), open=OPEN_ROUTES),),
        memory_mb=1024,
        timeout_seconds=29,
        concurrencies=AT_ONCE,
        warm=True,
        # Beside reading, it counts reads and keeps the jobs that are asked of it.
        grants=frozenset(
            {
                *("postgres:read", "postgres:write", "cache", "search:read", "log:read", "proofs:read", "packs:read"),
                "personal:unwrap",
                *("exports:read", "uploads:read", "imports:begin", "maintenance:invoke", "imports:invoke"),
            }
        ),
    ),
    Function(
        name="funnel",
        handler="functions.funnel.funnel.lambda_handler",
        triggers=(Http(routes=FUNNEL_ROUTES),),
        memory_mb=WHOLE_PROCESSOR_MB,
        timeout_seconds=29,
        concurrencies=ANALYSED_AT_ONCE,
        # It reads Google Sheets.
        grants=frozenset({"postgres:read", "cache", "uploads:write", "internet"}),
    ),
    Function(
        name="relay",
        handler="functions.relay.relay.lambda_handler",
        triggers=(Schedule(),),
        memory_mb=512,
        timeout_seconds=55,
        concurrency=2,
        grants=frozenset({"postgres:write", "bus:write"}),
    ),
    Function(
        name="instance-worker",
        handler="functions.workers.instances.lambda_handler",
        triggers=(Topic(topic=names.INSTANCE_COMMANDS, group="instance-worker", windows=GATHERED),),
        memory_mb=WHOLE_PROCESSOR_MB,
        timeout_seconds=60,
        concurrency=2,
        concurrencies={"prod": names.TOPICS[names.INSTANCE_COMMANDS]},
        grants=frozenset({"postgres:write", "bus:write", "log:write", "packs:read"}),
    ),
    Function(
        name="ontology-worker",
        handler="functions.workers.ontologies.lambda_handler",
        triggers=(Topic(topic=names.ONTOLOGY_COMMANDS, group="ontology-worker", batch_size=100),),
        memory_mb=512,
        timeout_seconds=60,
        concurrency=1,
        # What it has prepared is long at times: shards read it from a pack.
        grants=frozenset({"postgres:write", "bus:write", "log:write", "packs:write", "ontology:write", "relay:invoke"}),
    ),
    Function(
        name="projection",
        handler="functions.workers.projection.lambda_handler",
        triggers=(
            Topic(topic=names.INSTANCE_EVENTS, group="projection", batch_size=4000, together=True),
            Topic(topic=names.ONTOLOGY_EVENTS, group="projection-ontology", batch_size=100, together=True),
        ),
        memory_mb=WHOLE_PROCESSOR_MB,
        timeout_seconds=840,
        # Search that is embedded has one writer; a service takes as many as there are shards.
        concurrency=1,
        concurrencies={names.FULL: 2, "dev": 2, "prod": names.TOPICS[names.INSTANCE_EVENTS]},
        # A rebuild waits for its turn behind the batches.
        kicks=Kicks(oldest_seconds=HOUR),
        grants=frozenset({"postgres:write", "search:write", "cache", "log:read", "relay:invoke", "maintenance:invoke"}),
    ),
    Function(
        name="dead-letters",
        handler="functions.workers.dead_letters.lambda_handler",
        triggers=(
            Topic(topic=names.DLQ_INSTANCE, group="dead-letters", batch_size=100),
            Topic(topic=names.DLQ_ONTOLOGY, group="dead-letters-ontology", batch_size=100),
        ),
        memory_mb=256,
        timeout_seconds=60,
        concurrency=1,
        grants=frozenset({"postgres:write", "relay:invoke"}),
    ),
    Function(
        name="webhooks",
        handler="functions.workers.webhooks.lambda_handler",
        triggers=(
            Topic(topic=names.INSTANCE_EVENTS, group="webhooks", batch_size=4000, together=True),
            Topic(topic=names.ONTOLOGY_EVENTS, group="webhooks-ontology", batch_size=1000, together=True),
            Schedule(),
        ),
        memory_mb=512,
        timeout_seconds=60,
        concurrency=2,
        grants=frozenset({"postgres:write", "log:read", "internet"}),
    ),
    Function(
        name="imports",
        handler="functions.workers.imports.lambda_handler",
        triggers=(Schedule(),),
        memory_mb=WHOLE_PROCESSOR_MB,
        timeout_seconds=840,
        concurrency=1,
        grants=frozenset(
            {
                *("postgres:write", "cache", "packs:read", "uploads:read", "imports:write", "personal:wrap"),
                *("relay:invoke", "imports:invoke", "internet"),
            }
        ),
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
                *("postgres:write", "search:read", "bus:write", "bus:admin", "log:write", "packs:write"),
                "personal:rotate",
                *("proofs:write", "seal:sign", "ontology:write", "uploads:forget", "exports:write", "imports:forget"),
                *("maintenance:invoke", "projection:invoke", "relay:invoke"),
            }
        ),
    ),
)

CONNECTIONS = 2
"""What an environment of the API holds of the database: one that writes, one that reads."""


def api_at_once(stage: str) -> int:
    """How many environments of the API a stage has at most."""
    return sum(entry.reserved(stage) or 0 for entry in FUNCTIONS if entry.asked)


def api_connections(stage: str) -> int:
    """How many connections they hold at most."""
    return CONNECTIONS * api_at_once(stage)


def read_topics() -> list[Topic]:
    """Every topic that a function reads."""
    return [trigger for entry in FUNCTIONS for trigger in entry.triggers if isinstance(trigger, Topic)]

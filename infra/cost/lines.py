"""Line items: a quantity a month, a price, a sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS, Schedule
from infra.cost.footprint import DATABASE_ROOM, HOURS, SEARCH_ROOM, Entry, standing
from infra.cost.prices import Prices
from infra.cost.traffic import Traffic
from infra.stage import Stage

SECONDS = HOURS * 3600
LOG_BYTES_AN_EVENT = 110
"""In S3: an event's part of a segment and of a pack."""
BUS_BYTES_AN_EVENT = 260
"""A command and an event, compressed."""
BYTES_BETWEEN_ZONES = 3000
"""What an event's way moves between functions, database, brokers and search."""
INDEX_BYTES_AN_INSTANCE, ROW_BYTES_AN_INSTANCE = 900, 700
WAL_BYTES_AN_EVENT, IO_BYTES = 700, 4096
"""What an event writes to the database's log (docs/scale.md), and what Aurora counts as one I/O."""
IDLE_SHARDS = sum(names.TOPICS[topic] for topic in (names.INSTANCE_COMMANDS, names.ONTOLOGY_COMMANDS))
"""Each is looked at by every round of maintenance."""
VERIFIED_SECONDS = 0.01
"""What a verification takes for a segment of the log; of each minute it walks twenty seconds at most."""
MOST_VERIFIED_A_DAY = 24 * 60 * 20 / VERIFIED_SECONDS
DAYS = HOURS / 24
NEW_SHARE = 0.5
"""Of the events, those that make an instance: only they grow the index and the database."""
DATABASE_SECONDS_AN_EVENT = 0.00014
PROCESSORS_A_UNIT, DATABASE_USE = 0.25, 0.6
"""Of an Aurora unit, and how busy it may be."""
LOG_BYTES_AN_INVOCATION = 700
REQUESTS_OF_THE_CACHE = 3
TICKING = sum(isinstance(trigger, Schedule) for each in FUNCTIONS for trigger in each.triggers)
"""Each function that ticks does so once a minute."""
WAIT_SHARE = 0.1
"""Of the writes that come alone, those that wait until they are carried out (`Prefer: wait`)."""
CONSOLE_SHARE = 0.01
"""Of the reads, those of people at the console, who come by CloudFront."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the bill, US dollars a month."""

    service: str
    what: str
    quantity: float
    unit: str
    usd: float


def bill(stage: Stage, traffic: Traffic, prices: Prices) -> list[Line]:
    """Make every line of a month at a steady rate; the last ones are what is always free."""
    lines = [
        Line(service=service, what=what, quantity=quantity, unit=prices[key].unit, usd=quantity * prices[key].usd)
        for service, what, quantity, key in (*standing(stage), *_flowing(stage, traffic))
        if quantity
    ]
    return [*lines, *_free(lines, prices)]


def _free(lines: Sequence[Line], prices: Prices) -> Iterator[Line]:
    for key, allowed in prices.always_free.items():
        used = sum(line.quantity for line in lines if line.unit == prices[key].unit)
        if taken := min(allowed, used):
            usd = -taken * prices[key].usd
            yield Line(service="always free", what=key, quantity=taken, unit=prices[key].unit, usd=usd)


def total(lines: Sequence[Line]) -> float:
    """Add up a bill."""
    return sum(line.usd for line in lines)


def _flowing(stage: Stage, traffic: Traffic) -> Iterator[Entry]:
    yield from _functions(stage, traffic)
    yield from _objects(stage, traffic)
    yield from _disks(stage, traffic)
    requests = (traffic.writes + traffic.reads) * SECONDS
    yield "API Gateway", "requests", requests, "apigateway.http_requests"
    console = traffic.reads * CONSOLE_SHARE * SECONDS
    yield "CloudFront", "requests", console, "cloudfront.requests"
    yield "CloudFront", "runs of its function", console, "cloudfront.function_runs"
    if stage.cache.kind == "serverless":
        yield "ElastiCache", "requests", requests * REQUESTS_OF_THE_CACHE, "elasticache.ecpu"
    if stage.database.kind == "aurora":
        units = traffic.events * DATABASE_SECONDS_AN_EVENT / PROCESSORS_A_UNIT / DATABASE_USE
        io = traffic.events * WAL_BYTES_AN_EVENT / IO_BYTES
        yield "RDS", "written", io * SECONDS, "aurora.io"
        yield "RDS", "more Aurora units", max(0.0, units - stage.database.least_units) * HOURS, "aurora.acu_hour"


def _functions(stage: Stage, traffic: Traffic) -> Iterator[Entry]:
    for name, flow in traffic.flows().items():
        yield "Lambda", name, flow.invocations * flow.seconds * flow.memory_gb * SECONDS, "lambda.gb_second"
    invocations = sum(flow.invocations for flow in traffic.flows().values()) * SECONDS
    yield "Lambda", "invocations", invocations, "lambda.requests"
    warm = stage.api.provisioned * sum(traffic.flows()[name].memory_gb for name in ("oms", "bff"))
    yield "Lambda", "provisioned concurrency", warm * SECONDS, "lambda.provisioned_gb_second"
    yield "EventBridge", "ticks", TICKING / 60 * SECONDS, "scheduler.invocations"
    waited = traffic.singles * WAIT_SHARE * traffic.carried_seconds * traffic.flows()["oms"].memory_gb
    yield "Lambda", "requests that wait for their outcome", waited * SECONDS, "lambda.gb_second"
    yield (
        "Lambda",
        "maintenance: the log is verified each day",
        _verified(traffic) * VERIFIED_SECONDS,
        "lambda.gb_second",
    )
    yield "CloudWatch", "logs", invocations * LOG_BYTES_AN_INVOCATION / 1e9, "cloudwatch.log_gb"


def _objects(stage: Stage, traffic: Traffic) -> Iterator[Entry]:
    stored = traffic.events * SECONDS * LOG_BYTES_AN_EVENT / 1e9
    yield "S3", "PUT: segments and packs", traffic.puts * SECONDS, "s3.put"
    yield "S3", "GET: does the log go on, and is its end there", 2 * IDLE_SHARDS / 60 * SECONDS, "s3.get"
    yield "S3", "GET: the log is verified each day", _verified(traffic), "s3.get"
    yield "S3", "GET: histories", traffic.reads * 0.1 * 3 * SECONDS, "s3.get"
    yield "S3", "stored after a month", stored, "s3.gb_month"
    if stage.replica_region:
        yield "S3", "PUT in the replica", traffic.segments * SECONDS, "s3.put"
        yield "S3", "replicated", stored, "s3.replication_gb"
        yield "S3", "replicated within a quarter of an hour", stored, "s3.replication_time_gb"
        yield "S3", "stored in the replica", stored, "s3.gb_month"


def _verified(traffic: Traffic) -> float:
    """Tell how many segments a month a verification reads, of a log a month old."""
    return min(traffic.segments * SECONDS, MOST_VERIFIED_A_DAY) * DAYS


def _disks(stage: Stage, traffic: Traffic) -> Iterator[Entry]:
    """Disks beyond those that stand there anyway, and what moves between zones."""
    written = traffic.events * BUS_BYTES_AN_EVENT / 1e9
    kept = written * stage.bus.retention_hours * 3600 * stage.bus.replication
    if stage.bus.express:
        yield "MSK", "written", written * SECONDS, "msk.express_written_gb"
        yield "MSK", "stored", kept / stage.bus.replication, "msk.gb_month"
    else:
        yield "MSK", "more storage", _beyond(kept, stage.bus.brokers * (stage.bus.storage_gb or 0)), "msk.gb_month"
    made = traffic.events * SECONDS * NEW_SHARE / 1e9
    room = stage.search.nodes * stage.search.storage_gb * SEARCH_ROOM
    indexed = made * INDEX_BYTES_AN_INSTANCE * stage.search.zones
    yield "OpenSearch", "more storage", _beyond(indexed, room), "opensearch.gb_month"
    rows = _beyond(made * ROW_BYTES_AN_INSTANCE, stage.database.storage_gb * DATABASE_ROOM)
    yield "RDS", "more storage", rows, "aurora.gb_month" if stage.database.kind == "aurora" else "rds.gb_month"
    across = traffic.events * SECONDS * BYTES_BETWEEN_ZONES / 1e9
    yield "VPC", "between zones", across * (stage.network.zones - 1) / stage.network.zones, "vpc.zone_gb"


def _beyond(needed: float, room: float) -> float:
    return max(0.0, needed - room)

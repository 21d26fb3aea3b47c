"""What stands there whatever the traffic: (service, what, quantity a month, price)."""

from collections.abc import Iterator

from infra.stage import Stage

HOURS = 730.0
Entry = tuple[str, str, float, str]
ALARM_METRICS = {"dev": 77, "prod": 72}
"""What alarms look at, which is what is billed: a share is of two metrics, the lag of projections of three."""
REPLICATION_METRICS = 4
"""Bytes and operations that wait, how long, and what failed: S3 has them billed as one's own."""
METRICS, DASHBOARDS = 18, 3
"""What is counted every minute: the outbox twice, letters, clocks, the relay, three projections and whether one stands
still, webhooks three times, erasures, epochs of keys, notes of the audit, how far the log is sealed, what is wrong with
it, and how long nobody looked. A breaker's metric is billed for the hours in which it opened."""
SEARCH_ROOM, DATABASE_ROOM = 0.7, 0.7
"""How full a disk may be before it has to grow."""


def standing(stage: Stage) -> Iterator[Entry]:
    """List what an idle stage pays for, ticks apart."""
    yield from _database(stage)
    yield from _bus(stage)
    yield from _search(stage)
    if stage.cache.kind == "node":
        yield "ElastiCache", "node", HOURS, f"elasticache.{stage.cache.node}"
    else:
        yield "ElastiCache", "stored, at least", 0.1 * HOURS, "elasticache.serverless_gb_hour"
    endpoints = len(stage.endpoints) * stage.network.endpoint_zones
    yield "VPC", "interface endpoints", endpoints * HOURS, "vpc.endpoint_hour"
    yield "VPC", "NAT gateways", stage.network.nat_gateways * HOURS, "vpc.nat_hour"
    yield "VPC", "their public addresses", stage.network.nat_gateways * HOURS, "vpc.public_ipv4_hour"
    yield "KMS", "keys", 4 if stage.replica_region else 3, "kms.key_month"
    yield "CloudWatch", "custom metrics", METRICS, "cloudwatch.metric_month"
    if stage.replica_region:
        yield "CloudWatch", "metrics of the replication", REPLICATION_METRICS, "cloudwatch.metric_month"
    yield "CloudWatch", "metrics that alarms look at", ALARM_METRICS[stage.name], "cloudwatch.alarm_month"
    yield "CloudWatch", "dashboards", DASHBOARDS, "cloudwatch.dashboard_month"
    if stage.graph:
        yield "TerminusDB", "Fargate processors", stage.graph.cpu / 1024 * HOURS, "fargate.vcpu_hour"
        yield "TerminusDB", "Fargate memory", stage.graph.memory_mb / 1024 * HOURS, "fargate.gb_hour"
        yield "TerminusDB", "EFS", 2.0, "efs.gb_month"
        yield "TerminusDB", "its password", 1, "secrets.month"


def _database(stage: Stage) -> Iterator[Entry]:
    base = stage.database
    if base.kind == "instance":
        yield "RDS", "instance", HOURS, f"rds.db.{base.instance}"
        yield "RDS", "storage", base.storage_gb, "rds.gb_month"
    else:
        yield "RDS", "Aurora units, at least", (1 + base.readers) * base.least_units * HOURS, "aurora.acu_hour"
        yield "RDS", "storage", base.storage_gb, "aurora.gb_month"


def _bus(stage: Stage) -> Iterator[Entry]:
    bus = stage.bus
    yield "MSK", "brokers", bus.brokers * HOURS, f"msk.{bus.instance}"
    yield "MSK", "storage", bus.brokers * (bus.storage_gb or 0), "msk.gb_month"


def _search(stage: Stage) -> Iterator[Entry]:
    search = stage.search
    yield "OpenSearch", "data nodes", search.nodes * HOURS, f"opensearch.{search.instance}"
    if search.managers:
        yield "OpenSearch", "three managers", 3 * HOURS, f"opensearch.{search.managers}"
    yield "OpenSearch", "storage", search.nodes * search.storage_gb, "opensearch.gb_month"

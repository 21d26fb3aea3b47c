"""Stores that fill up: over 85 % for fifteen minutes."""

from infra.catalogue import names
from infra.stage import Stage
from infra.watch import FULL, Measure, Watch

MB, GB = 1024 * 1024, 1024**3
MINUTES = 15
SEARCH_LEFT = 0.25


def filling(stage: Stage, *, account: str, database: str) -> list[Watch]:
    """Watch every store that has a size; Aurora, Express brokers and serverless caches have none."""
    # OpenSearch Service refuses writes below a fifth, or 20 GB if that is less: AWS has one be told at a quarter.
    left = stage.search.storage_gb * 1024 * SEARCH_LEFT
    watches = [
        _under(
            "search",
            _search(stage, account),
            left,
            says="search is three quarters full: soon it is read-only",
            minutes=1,
        )
    ]
    if stage.database.kind == "instance":
        # It grows by itself to five times its size; this is full before that, and a sign of a bloated outbox.
        left = stage.database.storage_gb * GB * (1 - FULL)
        watches.append(_under("database", _rds("FreeStorageSpace", database), left))
    if not stage.bus.express:
        watches += [_over(f"bus-{broker}", _broker(stage, broker)) for broker in range(1, stage.bus.brokers + 1)]
    if stage.cache.kind == "node":
        watches.append(_over("cache", _cache(stage)))
    return watches


def _over(name: str, measure: Measure) -> Watch:
    return Watch(
        name=f"storage-{name}",
        says=f"{name} is more than 85 % full",
        severity="critical",
        of=measure,
        threshold=100 * FULL,
        minutes=MINUTES,
    )


def _under(name: str, measure: Measure, left: float, *, says: str = "", minutes: int = MINUTES) -> Watch:
    return Watch(
        name=f"storage-{name}",
        says=says or f"{name} is more than 85 % full",
        severity="critical",
        of=measure,
        threshold=left,
        minutes=minutes,
        under=True,
    )


def _search(stage: Stage, account: str) -> Measure:
    dimensions = {"DomainName": names.physical(stage.name, "search"), "ClientId": account}
    return Measure(namespace="AWS/ES", name="FreeStorageSpace", dimensions=dimensions, statistic="Minimum")


def _rds(name: str, database: str) -> Measure:
    dimensions = {"DBInstanceIdentifier": database}
    return Measure(namespace="AWS/RDS", name=name, dimensions=dimensions, statistic="Minimum")


def _broker(stage: Stage, broker: int) -> Measure:
    dimensions = {"Cluster Name": names.physical(stage.name, "bus"), "Broker ID": str(broker)}
    return Measure(namespace="AWS/Kafka", name="KafkaDataLogsDiskUsed", dimensions=dimensions)


def _cache(stage: Stage) -> Measure:
    dimensions = {"ReplicationGroupId": names.physical(stage.name, "cache")}
    return Measure(namespace="AWS/ElastiCache", name="DatabaseMemoryUsagePercentage", dimensions=dimensions)

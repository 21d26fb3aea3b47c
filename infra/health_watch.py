"""Stores and what moves between them: what says that one is ill before it is gone."""

from collections.abc import Callable

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import HOUR
from infra.stage import Stage
from infra.watch import Measure, Query, Severity, Watch, function

MB = 1024 * 1024
Of = Callable[..., Measure]
"""Names what a store tells of itself, and how it is counted."""
SCARCE_MEMORY = 100 * MB
CROWDED = 0.8
FEW_CREDITS = 10
"""Of a broker that has just begun, too: it earns 24 an hour, so an hour with fewer is an hour of work."""
LATE_REPLICA_MILLISECONDS, LATE_COPY_SECONDS = 2_000, 900
"""The second is what S3 promises for replication time control."""


def ill(stage: Stage, *, account: str, region: str, database: str) -> list[Watch]:
    """Watch every store of a stage, and what brings events from one to the other."""
    return [
        *_search(stage, account),
        *_database(stage, database),
        *_bus(stage),
        *_cache(stage),
        *_replication(stage, account, region),
        *_functions(stage),
    ]


def _over(
    name: str,
    says: str,
    severity: Severity,
    of: Measure,
    *,
    threshold: float = 0,
    minutes: int = 5,
    under: bool = False,
    silent_is_bad: bool = False,
) -> Watch:
    return Watch(
        name=name,
        says=says,
        severity=severity,
        of=of,
        threshold=threshold,
        minutes=minutes,
        under=under,
        silent_is_bad=silent_is_bad,
    )


def _search(stage: Stage, account: str) -> list[Watch]:
    def of(name: str) -> Measure:
        dimensions = {"DomainName": names.physical(stage.name, "search"), "ClientId": account}
        return Measure(namespace="AWS/ES", name=name, dimensions=dimensions)

    return [
        _over("search-red", "a shard of the search has no copy", "critical", of("ClusterStatus.red"), minutes=1),
        _over("search-blocked", "the search takes no writes", "critical", of("ClusterIndexWritesBlocked")),
        _over(
            "search-memory",
            "the search is short of memory",
            "warning",
            of("JVMMemoryPressure"),
            threshold=92,
            minutes=15,
        ),
        _over("search-snapshot", "the domain's snapshot failed", "warning", of("AutomatedSnapshotFailure"), minutes=1),
    ]


def _database(stage: Stage, database: str) -> list[Watch]:
    aurora = stage.database.kind == "aurora"
    dimensions = {"DBClusterIdentifier" if aurora else "DBInstanceIdentifier": database}

    def of(name: str, statistic: str = "Maximum") -> Measure:
        return Measure(namespace="AWS/RDS", name=name, dimensions=dimensions, statistic=statistic)

    most, says = CROWDED * stage.database.connections, "the database is nearly full of connections"
    crowded = _over("database-connections", says, "warning", of("DatabaseConnections"), threshold=most)
    return [crowded, *(_aurora(of) if aurora else _instance(of))]


def _aurora(of: Of) -> list[Watch]:
    busy, late = of("ACUUtilization"), of("AuroraReplicaLagMaximum")
    return [
        _over("database-busy", "the database is at its most units", "warning", busy, threshold=90, minutes=15),
        _over(
            "database-replica", "readers are behind", "warning", late, threshold=LATE_REPLICA_MILLISECONDS, minutes=10
        ),
    ]


def _instance(of: Of) -> list[Watch]:
    memory, busy = of("FreeableMemory", "Minimum"), of("CPUUtilization", "Average")
    short = "the database is short of memory: take a larger instance"
    slow = "the database is busy: a burstable instance pays for that, or slows down"
    return [
        _over("database-memory", short, "warning", memory, threshold=SCARCE_MEMORY, minutes=10, under=True),
        _over("database-busy", slow, "warning", busy, threshold=90, minutes=15),
    ]


def _bus(stage: Stage) -> list[Watch]:
    """Express brokers tell nothing of partitions, copies or credits: only whether somebody leads the cluster."""
    cluster = {"Cluster Name": names.physical(stage.name, "bus")}

    def of(name: str, broker: int | None = None, statistic: str = "Maximum") -> Measure:
        dimensions = cluster if broker is None else {**cluster, "Broker ID": str(broker)}
        return Measure(namespace="AWS/Kafka", name=name, dimensions=dimensions, statistic=statistic)

    if stage.bus.express:
        says = "nobody leads the cluster: it takes and gives nothing"
        led = of("ActiveControllerCount")
        return [_over("bus-offline", says, "critical", led, threshold=1, under=True, silent_is_bad=True)]
    says = "a partition has no leader: it takes and gives nothing"
    watches = [_over("bus-offline", says, "critical", of("OfflinePartitionsCount"))]
    for broker in range(1, stage.bus.brokers + 1):
        says = f"broker {broker} leads partitions without all their copies"
        copies = of("UnderReplicatedPartitions", broker)
        watches.append(_over(f"bus-copies-{broker}", says, "warning", copies, minutes=15))
        if stage.bus.instance.startswith("kafka.t"):
            left = of("CPUCreditBalance", broker, "Minimum")
            says = f"broker {broker} has used up its processor's credits: it is slow until it rests"
            watches.append(
                _over(f"bus-credits-{broker}", says, "warning", left, threshold=FEW_CREDITS, minutes=60, under=True)
            )
    return watches


def _cache(stage: Stage) -> list[Watch]:
    if stage.cache.kind == "node":
        return []
    dimensions = {"clusterId": names.physical(stage.name, "cache")}
    slowed = Measure(namespace="AWS/ElastiCache", name="ThrottledCmds", dimensions=dimensions, statistic="Sum")
    return [_over("cache-throttled", "the cache is at its limit", "warning", slowed, minutes=10)]


def _replication(stage: Stage, account: str, region: str) -> list[Watch]:
    """The copy in the other region is what is left when this one is lost."""
    if stage.replica_region is None:
        return []
    dimensions = {
        "SourceBucket": names.bucket(stage.name, "log", account, region),
        "DestinationBucket": names.bucket(stage.name, names.LOG_REPLICA, account, stage.replica_region),
        "RuleId": names.REPLICATION,
    }
    failed = Measure(namespace="AWS/S3", name="OperationsFailedReplication", dimensions=dimensions, statistic="Sum")
    says = "a segment was not copied to the other region"
    return [_over("replication-failed", says, "critical", failed, minutes=1)]


def copying(bucket: str) -> Watch:
    """Watch how far a replica is behind. S3 tells it in the replica's own region alone, and an alarm looks at nothing
    in another: it speaks there. `bucket` is the replica's; where it copies from is not known there."""
    return Watch(
        name="replication-late",
        says="the copy of the log in the other region is behind",
        severity="critical",
        of=Query(text=f"SELECT MAX(ReplicationLatency) FROM \"AWS/S3\" WHERE DestinationBucket = '{bucket}'"),
        threshold=LATE_COPY_SECONDS,
        minutes=15,
    )


def _functions(stage: Stage) -> list[Watch]:
    """Workers are held back by design; who asks the API is not, nor what may wait for an hour and then is forgotten."""
    watches = [
        _over(
            f"{entry.name}-throttled",
            f"{entry.name} has as many requests at once as it may",
            "warning",
            function(stage.name, entry.name, "Throttles"),
        )
        for entry in FUNCTIONS
        if entry.asked
    ]
    for entry in FUNCTIONS:
        if entry.kicks.oldest_seconds >= HOUR:
            dropped = function(stage.name, entry.name, "AsyncEventsDropped")
            says = f"what {entry.name} was asked to do was forgotten: ask again"
            watches.append(_over(f"{entry.name}-dropped", says, "warning", dropped, minutes=1))
    missed = Measure(
        namespace="AWS/Scheduler", name="TargetErrorCount", dimensions={"ScheduleGroup": "default"}, statistic="Sum"
    )
    return [*watches, _over("scheduler", "ticks do not reach their functions", "warning", missed, minutes=5)]

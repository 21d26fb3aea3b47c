"""dev, the cheapest that is real; prod, what survives the loss of a zone, and of the log's region: but for personal
values, whose keys are of one region (docs/runbook.md)."""

from dataclasses import replace

from infra.stage import (
    DAYS_OF_EVIDENCE,
    Alerts,
    Api,
    Bus,
    Cache,
    Database,
    Graph,
    Network,
    Search,
    Stage,
    WrongConfiguration,
)

DEV = Stage(
    name="dev",
    disposable=True,
    log_days=7,
    network=Network(zones=2, nat_gateways=0, endpoint_zones=1),
    database=Database(kind="instance"),
    bus=Bus(instance="kafka.t3.small", brokers=2, storage_gb=2, replication=2, in_sync=1, retention_hours=24 * 3),
    search=Search(instance="t3.small.search", nodes=1, zones=1, storage_gb=10),
    cache=Cache(kind="serverless", most_gb=1),
    api=Api(origins=("http://localhost:5173",)),
    alerts=Alerts(monthly_budget_usd=200),
)

PROD = Stage(
    name="prod",
    disposable=False,
    log_days=90,
    network=Network(zones=3, nat_gateways=1, endpoint_zones=3),
    database=Database(
        kind="aurora", least_units=1, most_units=32, readers=1, backup_days=DAYS_OF_EVIDENCE, connections=2000
    ),
    bus=Bus(instance="express.m7g.large", brokers=3, replication=3, in_sync=2),
    search=Search(instance="r7g.large.search", nodes=2, zones=2, storage_gb=100, managers="m7g.medium.search"),
    cache=Cache(kind="serverless"),
    api=Api(
        requests_per_second=2000,
        burst=4000,
        subject_per_second=500,
        subject_burst=1000,
        waits=150,
        warm="provisioned",
        provisioned=2,
    ),
    alerts=Alerts(monthly_budget_usd=5000),
    replica_region="ap-northeast-1",
    lock_days=365,
)

STAGES = {stage.name: stage for stage in (DEV, PROD)}


def stage_named(name: str, *, critical: str = "", graph: str = "") -> Stage:
    """Find a stage; `critical`: addresses, by commas, that hear of what is critical beside those that it names;
    `graph`: the image of the TerminusDB in which ontologies are kept."""
    if name not in STAGES:
        raise WrongConfiguration(f"there is no stage {name!r}: expected one of {', '.join(sorted(STAGES))}")
    stage, more = STAGES[name], tuple(filter(None, critical.split(",")))
    emails = {**stage.alerts.emails, "critical": (*stage.alerts.emails.get("critical", ()), *more)}
    stage = replace(stage, graph=Graph(image=graph)) if graph else stage
    return replace(stage, alerts=replace(stage.alerts, emails=emails))

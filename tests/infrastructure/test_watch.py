"""What goes wrong is noticed, and told to those who asked."""

import ast
import json
import re
from typing import Any

import pytest

from infra.config import stage_named
from infra.stage import WrongConfiguration
from infra.watch import FLOW
from spice.domain.alarms import METRICS
from spice.entrypoints.metrics import NAMESPACE
from tests.infrastructure.synthesised import ROOT, Synthesised


def alarms(platform: Synthesised) -> dict[str, dict[str, Any]]:
    prefix = f"spice-{platform.stage.name}-"
    return {a["AlarmName"].removeprefix(prefix): a for a in platform.properties("AWS::CloudWatch::Alarm")}


def test_errors_over_five_per_cent_for_five_minutes_are_critical(platform: Synthesised) -> None:
    alarm = alarms(platform)["api-errors"]

    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (0.05, 5)
    assert alarm["AlarmDescription"].startswith("critical")


def test_a_lag_over_ten_thousand_for_ten_minutes_is_told(platform: Synthesised) -> None:
    alarm = alarms(platform)["lag-instance-commands"]

    assert (alarm["Threshold"], alarm["EvaluationPeriods"], alarm["MetricName"]) == (10_000, 10, "SumOffsetLag")


def test_stores_over_85_per_cent_for_fifteen_minutes_are_told(dev: Synthesised) -> None:
    full = {name: alarm for name, alarm in alarms(dev).items() if name.startswith("storage-")}

    # The cache is serverless: it has no disk that could fill up.
    assert set(full) == {"storage-search", "storage-database", "storage-bus-1", "storage-bus-2"}
    assert {alarm["EvaluationPeriods"] for name, alarm in full.items() if name != "storage-search"} == {15}


OF_FLOW = ("outbox-age", "relay-lag", "projection-lag", "projection-stalled", "dead-letters", "breaker", "clock-skew")
OF_PARTS = (
    "checkpoint-age",
    "verify-failures",
    "webhook-age",
    "webhooks-off",
    "erasure-age",
    "notes-age",
    "epoch-overdue",
)


@pytest.mark.parametrize("name", [*OF_FLOW, *OF_PARTS])
def test_the_flow_is_watched(platform: Synthesised, name: str) -> None:
    alarm = alarms(platform)[name]

    (watch,) = [each for each in FLOW if each.name == name]
    asked = f"SELECT MAX({watch.of}) FROM \"{NAMESPACE}\" WHERE Stage = '{platform.stage.name}'"
    assert alarm["Metrics"][0]["Expression"] == asked
    assert (alarm["Threshold"], alarm["AlarmActions"]) == (watch.threshold, alarm["OKActions"])


ILL: tuple[str, ...] = (
    "search-red",
    "search-blocked",
    "search-memory",
    "search-snapshot",
    "database-connections",
    "database-busy",
)
ILL += ("bus-offline", "cache-throttled", "oms-throttled", "bff-throttled", "projection-dropped", "scheduler")


@pytest.mark.parametrize("name", ILL)
def test_every_store_says_when_it_is_ill(platform: Synthesised, name: str) -> None:
    alarm = alarms(platform)[name]

    assert alarm["Dimensions"]
    assert alarm["AlarmActions"] == alarm["OKActions"]


def test_each_kind_of_store_has_what_only_it_can_suffer(dev: Synthesised, prod: Synthesised) -> None:
    only_dev = {*alarms(dev)} - {*alarms(prod)}
    only_prod = {*alarms(prod)} - {*alarms(dev)}

    assert only_dev >= {
        "database-memory",
        "bus-credits-1",
        "bus-copies-1",
        "bus-copies-2",
        "storage-database",
        "storage-bus-1",
    }
    assert only_prod == {"database-replica", "replication-failed", "replication-late"}


def test_how_late_the_copy_is_is_told_where_s3_tells_it(prod: Synthesised) -> None:
    (alarm,) = prod.made("replica", "AWS::CloudWatch::Alarm")
    (topic,) = prod.made("replica", "AWS::SNS::Topic")

    assert alarm["AlarmName"] == "spice-prod-replication-late"
    assert "ReplicationLatency" in json.dumps(alarm["Metrics"])
    assert topic["TopicName"] == "spice-prod-replica"


def test_the_search_speaks_before_it_takes_no_writes(platform: Synthesised) -> None:
    """OpenSearch Service refuses them below a fifth of the disk, or below 20 GB where that is less."""
    alarm = alarms(platform)["storage-search"]
    whole = platform.stage.search.storage_gb * 1024

    assert alarm["Threshold"] == whole / 4
    assert alarm["Threshold"] > min(whole / 5, 20 * 1024)
    assert alarm["EvaluationPeriods"] == 1


def test_a_copy_is_watched_by_the_rule_that_makes_it(prod: Synthesised) -> None:
    dimensions = {d["Name"]: d["Value"] for d in alarms(prod)["replication-failed"]["Dimensions"]}
    (bucket,) = [b for b in prod.properties("AWS::S3::Bucket") if "ReplicationConfiguration" in b]
    (rule,) = bucket["ReplicationConfiguration"]["Rules"]

    assert dimensions["RuleId"] == rule["Id"]
    assert dimensions["SourceBucket"] == bucket["BucketName"]


def test_prod_is_not_deployed_where_nobody_is_told_of_what_is_critical() -> None:
    with pytest.raises(WrongConfiguration, match="stage prod: alerts: somebody has to be told of what is critical"):
        stage_named("prod").deployable("us-east-1")

    told = stage_named("prod", critical="a@example.org,b@example.org")
    told.deployable("us-east-1")
    assert told.alerts.emails == {"critical": ("a@example.org", "b@example.org")}
    stage_named("dev").deployable("us-east-1")


@pytest.mark.parametrize("name", ["relay-silent", "maintenance-silent", "webhooks-silent", "imports-silent"])
def test_what_does_not_tick_is_noticed(platform: Synthesised, name: str) -> None:
    alarm = alarms(platform)[name]

    assert alarm["TreatMissingData"] == "breaching"


def test_every_alarm_is_told_to_the_topic_of_its_severity(platform: Synthesised) -> None:
    for alarm in alarms(platform).values():
        severity = alarm["AlarmDescription"].partition(":")[0].title()
        (told,) = [action["Ref"] for action in alarm["AlarmActions"]]
        assert told.startswith((f"{severity}Alerts", "ReplicaAlerts"))


def test_there_are_three_dashboards_and_a_budget(platform: Synthesised) -> None:
    named = [json.dumps(d["DashboardName"]) for d in platform.properties("AWS::CloudWatch::Dashboard")]

    kinds = ("system", "business", "performance")
    assert len(named) == 3
    assert [[f"-{kind}-" in name for name in named].count(True) for kind in kinds] == [1, 1, 1]
    assert len(platform.properties("AWS::Budgets::Budget")) == 1


def test_an_unknown_stage_is_named() -> None:
    with pytest.raises(WrongConfiguration, match="there is no stage 'test': expected one of dev, prod"):
        stage_named("test")


def test_what_an_alarm_or_a_dashboard_looks_at_is_measured(platform: Synthesised) -> None:
    templates = json.dumps(platform.templates)

    looked_at = set(re.findall(rf"SELECT (?:MAX|SUM)\((\w+)\) FROM \"{NAMESPACE}\"", templates.replace("\\", "")))

    assert looked_at
    assert looked_at <= measured()


def measured() -> set[str]:
    """The names of all measurements that the code writes; the tick writes what it measures."""
    calls = (
        node
        for room in ("functions", "layers")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    )
    emits = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "emit")
    return {*METRICS, *(keyword.arg for call in emits for keyword in call.keywords if keyword.arg)}

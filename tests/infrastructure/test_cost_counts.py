"""What the bill counts is what the templates hold."""

import json
from typing import Any

import pytest

from infra.cost.footprint import ALARM_METRICS, DASHBOARDS
from infra.cost.lines import TICKING
from infra.cost.traffic import Traffic
from spice.application.projecting.projections import NAMES
from tests.infrastructure.synthesised import Synthesised


def metrics_of(alarm: dict[str, Any]) -> int:
    """What an alarm is billed for."""
    if "MetricName" in alarm:
        return 1
    if "projection_lag" in json.dumps(alarm["Metrics"]):
        return len(NAMES)
    return sum("MetricStat" in each for each in alarm["Metrics"]) or 1


def test_the_bill_counts_what_the_templates_hold(platform: Synthesised) -> None:
    endpoints = platform.properties("AWS::EC2::VPCEndpoint")

    looked_at = sum(metrics_of(alarm) for alarm in platform.properties("AWS::CloudWatch::Alarm"))
    assert looked_at == ALARM_METRICS[platform.stage.name]
    assert len(platform.properties("AWS::CloudWatch::Dashboard")) == DASHBOARDS
    assert len(platform.properties("AWS::Scheduler::Schedule")) == TICKING
    ticks = Traffic(events=0, window=1).flows()
    assert sum(each.invocations for each in ticks.values()) * 60 == pytest.approx(TICKING)
    assert len(platform.properties("AWS::EC2::NatGateway")) == len(platform.properties("AWS::EC2::EIP"))
    assert sum(each["VpcEndpointType"] == "Interface" for each in endpoints) == len(platform.stage.endpoints)

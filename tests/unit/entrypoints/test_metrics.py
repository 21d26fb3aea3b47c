"""Metrics: lines that CloudWatch reads as measurements."""

import dataclasses
import json

import pytest

from functions.relay import relay
from functions.workers import maintenance
from spice.application.projecting.projections import NAMES
from spice.wired import Wired
from tests.support.memory_platform import Clock, Context, memory_ports


def ports(metrics: str) -> Wired:
    """Ports of a stage that wants metrics, or not."""
    made = memory_ports(Clock())
    return dataclasses.replace(made, settings=dataclasses.replace(made.settings, metrics=metrics, stage="dev"))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was written."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_tick_measures_what_waits(capsys: pytest.CaptureFixture[str]) -> None:
    given = ports("emf")
    given.checkpoints.advance("search", {"instance-0000": 1})

    maintenance.build(given)({}, Context())

    first, *others = lines(capsys)
    assert {name: first[name] for name in ("Stage", "Service", "outbox_waiting", "dead_letters")} == {
        "Stage": "dev",
        "Service": "maintenance",
        "outbox_waiting": 0,
        "dead_letters": 0,
    }
    assert {str(line["Projection"]): line["projection_lag"] for line in others} == dict.fromkeys(NAMES, 0)


def test_a_line_names_its_dimensions_and_units(capsys: pytest.CaptureFixture[str]) -> None:
    maintenance.build(ports("emf"))({}, Context())

    about = lines(capsys)[0]["_aws"]
    assert isinstance(about, dict)
    assert about["CloudWatchMetrics"] == [
        {
            "Namespace": "Spice",
            "Dimensions": [["Stage", "Service"]],
            "Metrics": [
                {"Name": "outbox_waiting", "Unit": "Count"},
                {"Name": "outbox_age_seconds", "Unit": "Seconds"},
                {"Name": "dead_letters", "Unit": "Count"},
                {"Name": "clock_skew_seconds", "Unit": "Seconds"},
                {"Name": "quarantined_shards", "Unit": "Count"},
                {"Name": "webhook_oldest_seconds", "Unit": "Seconds"},
                {"Name": "webhook_letters", "Unit": "Count"},
                {"Name": "webhooks_disabled", "Unit": "Count"},
                {"Name": "erasures_pending_seconds", "Unit": "Seconds"},
                {"Name": "notes_oldest_seconds", "Unit": "Seconds"},
                {"Name": "epoch_overdue_seconds", "Unit": "Seconds"},
                {"Name": "projection_stalled", "Unit": "Count"},
                {"Name": "checkpoint_age_seconds", "Unit": "Seconds"},
                {"Name": "verify_failures", "Unit": "Count"},
                {"Name": "verification_overdue_seconds", "Unit": "Seconds"},
            ],
        }
    ]


def test_the_relay_tells_what_it_left(capsys: pytest.CaptureFixture[str]) -> None:
    relay.build(ports("emf"))({}, Context())

    assert [line["relay_lag"] for line in lines(capsys)] == [0]


def test_one_machine_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    maintenance.build(ports("off"))({}, Context())

    assert lines(capsys) == []

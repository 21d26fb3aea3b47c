"""When an alarm rings."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from infra.watch import FLOW
from spice.domain.alarms import ALARMS, Alarm, State, judge

NOW = datetime(2026, 11, 30, 10, 0, 30, tzinfo=UTC)
ALARM = Alarm(name="x", says="x", severity="info", metric="x", threshold=10, minutes=3)
OF_AWS_ALONE = {"relay-lag", "breaker"}
"""The relay counts it as it ends, and each function its own breakers."""


def of(values: Sequence[float], *, before: int = 0) -> list[tuple[datetime, float]]:
    last = NOW.replace(second=0) - timedelta(minutes=before)
    return [(last - timedelta(minutes=back), value) for back, value in enumerate(reversed(values))][::-1]


@pytest.mark.parametrize(
    ("values", "state", "minutes"),
    [
        ([11, 11, 11], "ringing", 2),
        ([0, 11, 12, 11, 11], "ringing", 3),
        ([11, 11, 10], "ok", None),
        ([11, 10, 11], "ok", None),
        ([0, 11, 11], "ok", None),
        ([0], "ok", None),
    ],
)
def test_it_rings_when_it_was_over_for_all_of_its_minutes(
    values: Sequence[float], state: State, minutes: int | None
) -> None:
    told = judge(ALARM, of(values), NOW)

    since = None if minutes is None else NOW.replace(second=0) - timedelta(minutes=minutes)
    assert (told.state, told.value, told.since) == (state, values[-1], since)


def test_what_nobody_measured_is_not_known() -> None:
    assert judge(ALARM, [], NOW).state == "unknown"
    assert judge(ALARM, of([99, 99, 99], before=5), NOW).state == "unknown"


def test_the_cloud_rings_for_the_same() -> None:
    cloud = {each.name: (each.says, each.severity, each.of, each.threshold, each.minutes) for each in FLOW}
    ours = {each.name: (each.says, each.severity, each.metric, each.threshold, each.minutes) for each in ALARMS}

    assert {name: told for name, told in cloud.items() if name not in OF_AWS_ALONE} == ours

"""What rings, and how what is measured went."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from spice.application.ground.times import written
from spice.domain.alarms import ALARMS, LOOK_BACK, METRICS, Alarm, Ringing, Severity, State, judge
from spice.domain.errors import refuse
from spice.domain.hints import did_you_mean
from spice.domain.wording import quoted
from spice.messages.shapes import Count, Time
from spice.ports.measures import Measures

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
MOST_STEPS = 1500
"""Two weeks by steps of a quarter of an hour, a day by minutes."""


class AlarmRow(Struct, frozen=True):
    """An alarm: it rings when `metric` is over `threshold` for `minutes`; `unknown` when nothing measures it."""

    name: str
    says: str
    severity: Severity
    metric: str
    threshold: float
    minutes: Count
    state: State
    value: float | None
    since: Time | None


class PointRow(Struct, frozen=True):
    """A step of a series: its start, and the mean, least and greatest value in it."""

    at: Time
    mean: float
    min: float
    max: float


def alarm_rows(measures: Measures, now: datetime) -> list[AlarmRow]:
    """Tell how each alarm is, those that ring first."""
    told = measures.since(now - LOOK_BACK)
    rows = [_row(alarm, judge(alarm, told.get(alarm.metric, ()), now)) for alarm in ALARMS]
    return sorted(rows, key=lambda row: row.state != "ringing")


def series_rows(
    measures: Measures, metric: str | None, start: datetime | None, end: datetime | None, *, step: int, now: datetime
) -> list[PointRow]:
    """Read a metric by steps of seconds: the last hour, where no time is named."""
    if metric not in METRICS:
        hint = did_you_mean(metric or "", METRICS)
        rule = f"parameter 'metric' is one of {', '.join(METRICS)}"
        raise refuse("invalid_parameter", rule, value=metric, hint=hint)
    end = end or now
    start = start or max(end, FIRST) - timedelta(hours=1)
    if start > end:
        raise refuse("invalid_parameter", f"parameter 'from' ({quoted(written(start))}) lies behind 'to'")
    if (end - start) / timedelta(seconds=step) > MOST_STEPS:
        raise refuse("invalid_parameter", f"that is more than {MOST_STEPS} steps: choose a longer 'step'", value=step)
    return [
        PointRow(written(each.at), each.mean, each.least, each.greatest)
        for each in measures.series(metric, start, end, step)
    ]


def _row(alarm: Alarm, how: Ringing) -> AlarmRow:
    return AlarmRow(
        name=alarm.name,
        says=alarm.says,
        severity=alarm.severity,
        metric=alarm.metric,
        threshold=alarm.threshold,
        minutes=alarm.minutes,
        state=how.state,
        value=how.value,
        since=None if how.since is None else written(how.since),
    )

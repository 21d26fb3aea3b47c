"""What rings: a measure over its threshold for so many minutes, as CloudWatch would see it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Severity = Literal["critical", "warning", "info"]
State = Literal["ok", "ringing", "unknown"]
Sample = tuple[datetime, float]
"""What was measured when."""
LOOK_BACK = timedelta(hours=3)
"""How far an alarm's beginning is looked for."""
MINUTE = timedelta(minutes=1)
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A measure that rings when it is over `threshold` for `minutes`."""

    name: str
    says: str
    severity: Severity
    metric: str
    threshold: float
    minutes: int


def _alarm(name: str, says: str, severity: Severity, metric: str, threshold: float, minutes: int) -> Alarm:
    return Alarm(name=name, says=says, severity=severity, metric=metric, threshold=threshold, minutes=minutes)


ALARMS = (
    _alarm("outbox-age", "commands wait too long for the relay", "critical", "outbox_age_seconds", 300, 5),
    _alarm("projection-lag", "read models fall behind the log", "warning", "projection_lag", 10_000, 10),
    _alarm(
        "projection-stalled",
        "a read model stands still before what was published",
        "warning",
        "projection_stalled",
        0,
        1,
    ),
    _alarm("dead-letters", "commands are parked and wait for a person", "warning", "dead_letters", 0, 1),
    _alarm("quarantine", "the log of a shard is broken: its commands wait", "critical", "quarantined_shards", 0, 1),
    _alarm("checkpoint-age", "the log is not sealed", "critical", "checkpoint_age_seconds", 900, 5),
    _alarm("verify-failures", "the log is not what was sealed", "critical", "verify_failures", 0, 1),
    _alarm(
        "verification-overdue", "the log was long not found whole", "warning", "verification_overdue_seconds", DAY, 5
    ),
    _alarm(
        "webhook-age", "a partner is away, or an event was never taken", "warning", "webhook_oldest_seconds", 3600, 5
    ),
    _alarm("webhook-letters", "deliveries are exhausted: their owners decide", "info", "webhook_letters", 0, 5),
    _alarm("webhooks-off", "a webhook was switched off, or its secret is lost", "warning", "webhooks_disabled", 0, 1),
    _alarm(
        "erasure-age", "somebody's data was to be erased, and is not", "critical", "erasures_pending_seconds", 900, 5
    ),
    _alarm(
        "notes-age", "what the audit is to be told does not reach the log", "warning", "notes_oldest_seconds", 900, 5
    ),
    _alarm(
        "epoch-overdue",
        "old copies of the database open more of what was erased than they should",
        "warning",
        "epoch_overdue_seconds",
        DAY,
        5,
    ),
    _alarm("clock-skew", "a clock is wrong", "warning", "clock_skew_seconds", 1, 5),
)
"""What the tick measures. Others, of AWS itself, ring there alone: `infra/watch.py`."""
METRICS = (*dict.fromkeys(("outbox_waiting", *(alarm.metric for alarm in ALARMS))),)
"""What is measured once a minute."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """How an alarm is: the last value, and since when it rings (no earlier than samples were given)."""

    state: State
    value: float | None
    since: datetime | None


def judge(alarm: Alarm, samples: Sequence[Sample], now: datetime) -> Ringing:
    """Tell how an alarm is from its samples, oldest first; `unknown` when nothing was measured in its minutes."""
    # The minute that is not over may have no sample yet.
    start = now - alarm.minutes * MINUTE - MINUTE
    recent = [value for at, value in samples if at >= start]
    if not recent:
        return Ringing("unknown", None, None)
    since = None
    for at, value in reversed(samples):
        if value <= alarm.threshold:
            break
        since = at
    rings = since is not None and samples[-1][0] - since >= (alarm.minutes - 1) * MINUTE
    return Ringing("ringing" if rings else "ok", recent[-1], since if rings else None)

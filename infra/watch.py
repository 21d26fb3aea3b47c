"""What is watched and when somebody is told: plain data for alarms, dashboards and the runbook."""

from dataclasses import dataclass
from typing import Literal

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS, read_topics
from infra.catalogue.model import Schedule, Topic
from infra.stage import Stage

Severity = Literal["critical", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")
MINUTE = 60
LARGEST_LAG = 10_000
FULL = 0.85
UNSEALED_SECONDS = 900
"""Ten minutes are promised."""
SILENT_MINUTES = 20
"""A round of maintenance may be a rebuild, which takes a quarter of an hour at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A metric of AWS, by namespace, name and dimensions."""

    namespace: str
    name: str
    dimensions: dict[str, str]
    statistic: str = "Maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What CloudWatch is asked for in words, where not every dimension is known."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """An alarm: over (or under) a threshold for so many minutes. `of` is a measure, one share of another, a question
    or a text. A text is the name of a metric that the functions count themselves, the greatest of all of them.
    """

    name: str
    says: str
    severity: Severity
    of: Measure | tuple[Measure, Measure] | Query | str
    threshold: float
    minutes: int
    under: bool = False
    silent_is_bad: bool = False


def api(name: str, api_id: str) -> Measure:
    """Something that the API counts."""
    return Measure(namespace="AWS/ApiGateway", name=name, dimensions={"ApiId": api_id}, statistic="Sum")


def function(stage: str, name: str, metric: str, statistic: str = "Sum") -> Measure:
    """Something that Lambda counts of a function."""
    dimensions = {"FunctionName": names.physical(stage, name)}
    return Measure(namespace="AWS/Lambda", name=metric, dimensions=dimensions, statistic=statistic)


def lag(stage: str, trigger: Topic) -> Measure:
    """How many records of a topic a group has not read."""
    dimensions = {
        "Cluster Name": names.physical(stage, "bus"),
        "Consumer Group": trigger.group,
        "Topic": trigger.topic,
    }
    return Measure(namespace="AWS/Kafka", name="SumOffsetLag", dimensions=dimensions)


def own(name: str, says: str, severity: Severity, metric: str, threshold: float, minutes: int) -> Watch:
    """Watch something that the functions count themselves."""
    return Watch(name=name, says=says, severity=severity, of=metric, threshold=threshold, minutes=minutes)


_PARTNERS = ("webhooks", "webhooks-ontology")
"""Groups that read a topic beside another one."""
FLOW = (
    own("outbox-age", "commands wait too long for the relay", "critical", "outbox_age_seconds", 300, 5),
    own("relay-lag", "the relay falls behind", "warning", "relay_lag", LARGEST_LAG, 10),
    own("projection-lag", "read models fall behind the log", "warning", "projection_lag", LARGEST_LAG, 10),
    own(
        "projection-stalled",
        "a read model stands still before what was published",
        "warning",
        "projection_stalled",
        0,
        1,
    ),
    own("dead-letters", "commands are parked and wait for a person", "warning", "dead_letters", 0, 1),
    own("breaker", "a backing service is cut off", "critical", "breaker_open", 0, 5),
    own("quarantine", "the log of a shard is broken: its commands wait", "critical", "quarantined_shards", 0, 1),
    own("checkpoint-age", "the log is not sealed", "critical", "checkpoint_age_seconds", UNSEALED_SECONDS, 5),
    own("verify-failures", "the log is not what was sealed", "critical", "verify_failures", 0, 1),
    own(
        "verification-overdue", "the log was long not found whole", "warning", "verification_overdue_seconds", 86_400, 5
    ),
    own("webhook-age", "a partner is away, or an event was never taken", "warning", "webhook_oldest_seconds", 3600, 5),
    own("webhook-letters", "deliveries are exhausted: their owners decide", "info", "webhook_letters", 0, 5),
    own("webhooks-off", "a webhook was switched off, or its secret is lost", "warning", "webhooks_disabled", 0, 1),
    own("erasure-age", "somebody's data was to be erased, and is not", "critical", "erasures_pending_seconds", 900, 5),
    own("notes-age", "what the audit is to be told does not reach the log", "warning", "notes_oldest_seconds", 900, 5),
    own(
        "epoch-overdue",
        "old copies of the database open more of what was erased than they should",
        "warning",
        "epoch_overdue_seconds",
        86_400,
        5,
    ),
    own("clock-skew", "a clock is wrong", "warning", "clock_skew_seconds", 1, 5),
)


def errors(stage: Stage, api_id: str) -> list[Watch]:
    """More than one answer in twenty is an error, for five minutes; so of every function."""
    doors = Watch(
        name="api-errors",
        says="more than 5 % of the answers are errors of ours",
        severity="critical",
        of=(api("5xx", api_id), api("Count", api_id)),
        threshold=0.05,
        minutes=5,
    )
    return [
        doors,
        *(
            Watch(
                name=f"{entry.name}-errors",
                says=f"more than 5 % of the invocations of {entry.name} fail",
                severity="critical",
                of=(function(stage.name, entry.name, "Errors"), function(stage.name, entry.name, "Invocations")),
                threshold=0.05,
                minutes=5,
            )
            for entry in FUNCTIONS
        ),
    ]


def behind(stage: Stage) -> list[Watch]:
    """More than 10,000 records unread for ten minutes; anything unread of the dead letters."""
    return [
        Watch(
            name=f"lag-{trigger.topic}" if trigger.group not in _PARTNERS else f"lag-{trigger.group}",
            says=f"{trigger.group} is far behind on {trigger.topic}",
            severity="critical" if trigger.topic.startswith("dlq") else "warning",
            of=lag(stage.name, trigger),
            threshold=100 if trigger.topic.startswith("dlq") else LARGEST_LAG,
            minutes=10,
        )
        for trigger in read_topics()
    ]


def stalled(stage: Stage) -> list[Watch]:
    """The relay's tick is the guarantee: without it nothing that was accepted is carried out. Maintenance finishes what
    died, and counts what is watched; whoever else has a tick goes on with what nobody asks for again."""
    others = [each.name for each in FUNCTIONS if any(isinstance(trigger, Schedule) for trigger in each.triggers)]
    return [
        _unstarted(stage, "relay", "critical", 5),
        # An import may last nearly a quarter of an hour, and keeps the next from beginning.
        *(
            _unstarted(stage, name, "warning", SILENT_MINUTES)
            for name in others
            if name not in ("relay", "maintenance")
        ),
        Watch(
            name="maintenance-silent",
            says="maintenance finished no round for twenty minutes: nothing else here is counted without it",
            severity="critical",
            of="outbox_age_seconds",
            threshold=0,
            minutes=SILENT_MINUTES,
            under=True,
            silent_is_bad=True,
        ),
    ]


def _unstarted(stage: Stage, name: str, severity: Severity, minutes: int) -> Watch:
    return Watch(
        name=f"{name}-silent",
        says=f"{name} was not started for {minutes} minutes",
        severity=severity,
        of=function(stage.name, name, "Invocations"),
        threshold=1,
        minutes=minutes,
        under=True,
        silent_is_bad=True,
    )

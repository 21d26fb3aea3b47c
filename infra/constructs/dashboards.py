"""Three dashboards: is it healthy, what do people do with it, how fast is it."""

from collections.abc import Sequence

from aws_cdk import Stack, aws_cloudwatch
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS, read_topics
from infra.catalogue.model import Http
from infra.constructs.metrics import counted, metric, share
from infra.stage import Stage
from infra.watch import Measure, api, function, lag

HALF, WHOLE = 12, 24


def dashboards(scope: Construct, stage: Stage, *, api_id: str, alarms: Sequence[aws_cloudwatch.IAlarm]) -> None:
    """Make all three."""
    _dashboard(scope, stage, "system", _system(stage, api_id, alarms))
    _dashboard(scope, stage, "business", _business(stage, Stack.of(scope)))
    _dashboard(scope, stage, "performance", _performance(stage, api_id))


def _dashboard(scope: Construct, stage: Stage, name: str, rows: list[list[aws_cloudwatch.IWidget]]) -> None:
    shown = names.everywhere(stage.name, name, Stack.of(scope).region)
    aws_cloudwatch.Dashboard(scope, f"{name.title()}Dashboard", dashboard_name=shown, widgets=rows)


def _system(stage: Stage, api_id: str, alarms: Sequence[aws_cloudwatch.IAlarm]) -> list[list[aws_cloudwatch.IWidget]]:
    failing = [
        share(
            function(stage.name, entry.name, "Errors"), function(stage.name, entry.name, "Invocations"), of=entry.name
        )
        for entry in FUNCTIONS
    ]
    waiting = [counted(name, stage.name) for name in ("outbox_age_seconds", "relay_lag", "projection_lag")]
    lags = [metric(lag(stage.name, trigger), trigger.topic) for trigger in read_topics()]
    return [
        [aws_cloudwatch.AlarmStatusWidget(alarms=[*alarms], title="Alarms", width=WHOLE, height=5)],
        [
            _graph("Answers", [metric(api(name, api_id), name) for name in ("Count", "4xx", "5xx")]),
            _graph("Failing invocations", failing),
        ],
        [_graph("Waiting", waiting), _graph("Unread records", lags)],
        [
            _graph("Breakers", [counted("breaker_open", stage.name)]),
            _graph("Clocks", [counted("clock_skew_seconds", stage.name)]),
        ],
        [
            _graph("Broken shards", [counted("quarantined_shards", stage.name)]),
        ],
    ]


def _business(stage: Stage, stack: Stack) -> list[list[aws_cloudwatch.IWidget]]:
    done = [metric(function(stage.name, name, "Invocations"), name) for name in ("oms", "bff")]
    parked = [counted("dead_letters", stage.name)]
    logged = {
        "BucketName": names.bucket(stage.name, "log", stack.account, stack.region),
        "StorageType": "AllStorageTypes",
    }
    grown = Measure(namespace="AWS/S3", name="NumberOfObjects", dimensions=logged, statistic="Average")
    return [
        [_graph("Writes and reads", done), _graph("Parked commands", parked)],
        [
            _graph("Waiting in the outbox", [counted("outbox_waiting", stage.name)]),
            _graph("Segments in the log", [metric(grown, "segments")]),
        ],
    ]


def _performance(stage: Stage, api_id: str) -> list[list[aws_cloudwatch.IWidget]]:
    answer = [
        metric(Measure(namespace="AWS/ApiGateway", name="Latency", dimensions={"ApiId": api_id}, statistic=p), p)
        for p in ("p50", "p95", "p99")
    ]
    slow = [metric(function(stage.name, entry.name, "Duration", "p99"), entry.name) for entry in FUNCTIONS]
    busy = [
        metric(function(stage.name, entry.name, "ConcurrentExecutions", "Maximum"), entry.name) for entry in FUNCTIONS
    ]
    held = [metric(function(stage.name, entry.name, "Throttles"), entry.name) for entry in FUNCTIONS]
    doors = [entry.name for entry in FUNCTIONS if any(isinstance(trigger, Http) for trigger in entry.triggers)]
    cold = [metric(function(stage.name, name, "Duration", "Maximum"), name) for name in doors]
    return [
        [_graph("Answer times", answer), _graph("Slowest of a hundred", slow)],
        [_graph("At once", busy), _graph("Held back", held)],
        [_graph("Slowest answers of the API's functions", cold)],
    ]


def _graph(title: str, shown: Sequence[aws_cloudwatch.IMetric]) -> aws_cloudwatch.GraphWidget:
    return aws_cloudwatch.GraphWidget(title=title, left=[*shown], width=HALF, height=6)

"""Measures of infra.watch as metrics of CloudWatch."""

from aws_cdk import Duration, aws_cloudwatch

from infra.catalogue import names
from infra.watch import MINUTE, Measure, Query, Watch

PERIOD = Duration.seconds(MINUTE)


def metric(measure: Measure, label: str | None = None) -> aws_cloudwatch.Metric:
    """A metric by namespace, name and dimensions."""
    return aws_cloudwatch.Metric(
        namespace=measure.namespace,
        metric_name=measure.name,
        dimensions_map=measure.dimensions,
        statistic=measure.statistic,
        period=PERIOD,
        label=label,
    )


def share(part: Measure, whole: Measure, *, of: str = "") -> aws_cloudwatch.MathExpression:
    """One measure as a share of another; nothing of nothing is nothing. `of` tells it from others of a graph."""
    known = of.replace("-", "_")
    return aws_cloudwatch.MathExpression(
        expression=f"IF(whole{known} > 0, part{known} / whole{known}, 0)",
        using_metrics={f"part{known}": metric(part), f"whole{known}": metric(whole)},
        period=PERIOD,
        label=of or part.name,
    )


def counted(name: str, stage: str, *, by: str = "MAX") -> aws_cloudwatch.MathExpression:
    """What the functions count themselves, whichever of them: the greatest, or the sum."""
    return aws_cloudwatch.MathExpression(
        expression=f"SELECT {by}({name}) FROM \"{names.METRICS}\" WHERE Stage = '{stage}'",
        period=PERIOD,
        label=name,
    )


def watched(watch: Watch, stage: str) -> aws_cloudwatch.IMetric:
    """What an alarm looks at."""
    if isinstance(watch.of, str):
        return counted(watch.of, stage)
    if isinstance(watch.of, Query):
        return aws_cloudwatch.MathExpression(expression=watch.of.text, period=PERIOD, label=watch.name)
    return metric(watch.of) if isinstance(watch.of, Measure) else share(*watch.of)

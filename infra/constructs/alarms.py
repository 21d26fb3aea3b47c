"""Alarms, and the topics by which people hear of them."""

from aws_cdk import Stack, aws_cloudwatch, aws_iam, aws_sns, aws_sns_subscriptions
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.constructs.metrics import watched
from infra.stage import Stage
from infra.watch import Severity, Watch


def alerts(scope: Construct, name: str, severity: Severity, *, stage: Stage, key: IKey) -> aws_sns.Topic:
    """Make a topic of which those hear who asked for what is so severe."""
    topic = aws_sns.Topic(
        scope,
        f"{name.title()}Alerts",
        topic_name=names.physical(stage.name, name),
        master_key=key,
        enforce_ssl=True,
    )
    topic.add_to_resource_policy(
        aws_iam.PolicyStatement(
            principals=[aws_iam.ServicePrincipal(f"{who}.amazonaws.com") for who in ("cloudwatch", "budgets")],
            actions=["sns:Publish"],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}},
        )
    )
    told = stage.alerts
    for address in told.emails.get(severity, ()):
        topic.add_subscription(aws_sns_subscriptions.EmailSubscription(address))
    for number in told.phones.get(severity, ()):
        topic.add_subscription(aws_sns_subscriptions.SmsSubscription(number))
    for url in told.webhooks.get(severity, ()):
        topic.add_subscription(aws_sns_subscriptions.UrlSubscription(url))
    return topic


def alarm(scope: Construct, watch: Watch, *, stage: Stage, topic: aws_sns.ITopic) -> aws_cloudwatch.Alarm:
    """Make an alarm. It speaks once, when it begins, and once when it ends: nobody is told twice of one thing."""
    beyond = aws_cloudwatch.ComparisonOperator
    silence = aws_cloudwatch.TreatMissingData
    made = aws_cloudwatch.Alarm(
        scope,
        "".join(part.title() for part in watch.name.split("-")),
        alarm_name=names.physical(stage.name, watch.name),
        alarm_description=f"{watch.severity}: {watch.says}",
        metric=watched(watch, stage.name),
        threshold=watch.threshold,
        comparison_operator=beyond.LESS_THAN_THRESHOLD if watch.under else beyond.GREATER_THAN_THRESHOLD,
        evaluation_periods=watch.minutes,
        treat_missing_data=silence.BREACHING if watch.silent_is_bad else silence.NOT_BREACHING,
    )
    action = SnsAction(topic)
    made.add_alarm_action(action)
    made.add_ok_action(action)
    return made

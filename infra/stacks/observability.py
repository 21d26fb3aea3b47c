"""Who is told of what: alarms by severity, dashboards, and a budget."""

from aws_cdk import Stack, aws_budgets, aws_cloudwatch, aws_iam, aws_sns, aws_sns_subscriptions
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.constructs.dashboards import dashboards
from infra.constructs.metrics import watched
from infra.health_watch import ill
from infra.stage import Stage
from infra.storage_watch import filling
from infra.watch import FLOW, SEVERITIES, Watch, behind, errors, stalled


class Observability(Stack):
    """Everything that watches; it refers to the rest by name."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: IKey, api_id: str, database: str) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage = stage
        self._topics = {severity: self._topic(severity, key) for severity in SEVERITIES}
        full = filling(stage, account=self.account, database=database)
        sick = ill(stage, account=self.account, region=self.region, database=database)
        watches = [*errors(stage, api_id), *FLOW, *behind(stage), *stalled(stage), *full, *sick]
        alarms = [self._alarm(watch) for watch in watches]
        dashboards(self, stage, api_id=api_id, alarms=alarms)
        self._budget()

    def _topic(self, severity: str, key: IKey) -> aws_sns.Topic:
        topic = aws_sns.Topic(
            self,
            f"{severity.title()}Alerts",
            topic_name=names.physical(self.stage.name, severity),
            master_key=key,
            enforce_ssl=True,
        )
        topic.add_to_resource_policy(
            aws_iam.PolicyStatement(
                principals=[aws_iam.ServicePrincipal(f"{who}.amazonaws.com") for who in ("cloudwatch", "budgets")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        told = self.stage.alerts
        for address in told.emails.get(severity, ()):
            topic.add_subscription(aws_sns_subscriptions.EmailSubscription(address))
        for number in told.phones.get(severity, ()):
            topic.add_subscription(aws_sns_subscriptions.SmsSubscription(number))
        for url in told.webhooks.get(severity, ()):
            topic.add_subscription(aws_sns_subscriptions.UrlSubscription(url))
        return topic

    def _alarm(self, watch: Watch) -> aws_cloudwatch.Alarm:
        """Alarms speak once, when they begin, and once when they end: nobody is told twice of one thing."""
        beyond = aws_cloudwatch.ComparisonOperator
        silence = aws_cloudwatch.TreatMissingData
        alarm = aws_cloudwatch.Alarm(
            self,
            "".join(part.title() for part in watch.name.split("-")),
            alarm_name=names.physical(self.stage.name, watch.name),
            alarm_description=f"{watch.severity}: {watch.says}",
            metric=watched(watch, self.stage.name),
            threshold=watch.threshold,
            comparison_operator=beyond.LESS_THAN_THRESHOLD if watch.under else beyond.GREATER_THAN_THRESHOLD,
            evaluation_periods=watch.minutes,
            treat_missing_data=silence.BREACHING if watch.silent_is_bad else silence.NOT_BREACHING,
        )
        action = SnsAction(self._topics[watch.severity])
        alarm.add_alarm_action(action)
        alarm.add_ok_action(action)
        return alarm

    def _budget(self) -> None:
        """Say so when the month is about to cost more than was meant."""
        address = self._topics["warning"].topic_arn
        told = aws_budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=address)
        aws_budgets.CfnBudget(
            self,
            "Budget",
            budget=aws_budgets.CfnBudget.BudgetDataProperty(
                budget_name=names.everywhere(self.stage.name, "month", self.region),
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=aws_budgets.CfnBudget.SpendProperty(
                    amount=self.stage.alerts.monthly_budget_usd, unit="USD"
                ),
                cost_filters={"TagKeyValue": [f"user:stage${self.stage.name}"]},
            ),
            notifications_with_subscribers=[
                aws_budgets.CfnBudget.NotificationWithSubscribersProperty(
                    notification=aws_budgets.CfnBudget.NotificationProperty(
                        notification_type=kind, comparison_operator="GREATER_THAN", threshold=percent
                    ),
                    subscribers=[told],
                )
                for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
            ],
        )

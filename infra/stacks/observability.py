"""Who is told of what: alarms by severity, dashboards, and a budget."""

from aws_cdk import Stack, aws_budgets
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.catalogue import names
from infra.constructs.alarms import alarm, alerts
from infra.constructs.dashboards import dashboards
from infra.health_watch import ill
from infra.stage import Stage
from infra.storage_watch import filling
from infra.watch import FLOW, SEVERITIES, behind, errors, stalled


class Observability(Stack):
    """Everything that watches; it refers to the rest by name."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, key: IKey, api_id: str, database: str) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage = stage
        self._topics = {severity: alerts(self, severity, severity, stage=stage, key=key) for severity in SEVERITIES}
        full = filling(stage, account=self.account, database=database)
        sick = ill(stage, account=self.account, region=self.region, database=database)
        watches = [*errors(stage, api_id), *FLOW, *behind(stage), *stalled(stage), *full, *sick]
        alarms = [alarm(self, watch, stage=stage, topic=self._topics[watch.severity]) for watch in watches]
        dashboards(self, stage, api_id=api_id, alarms=alarms)
        self._budget()

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

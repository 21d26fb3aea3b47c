"""The schedules: each invokes one function, and a tick that is late is not made up for."""

from aws_cdk import Stack, aws_iam, aws_scheduler
from constructs import Construct

from infra.catalogue import names
from infra.catalogue.model import MINUTE, Schedule
from infra.constructs.bucket_statements import allow
from infra.constructs.function import SpiceFunction


class Tick(Construct):
    """A schedule of a function."""

    def __init__(self, scope: Construct, function: SpiceFunction, schedule: Schedule, *, stage: str) -> None:
        super().__init__(scope, "Tick")
        role = aws_iam.Role(
            self,
            "Role",
            assumed_by=aws_iam.ServicePrincipal(
                "scheduler.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
            ),
        )
        role.add_to_policy(allow(["lambda:InvokeFunction"], function.resource.function_arn))
        aws_scheduler.CfnSchedule(
            self,
            "Schedule",
            name=names.physical(stage, function.entry.name),
            description=f"Invokes {function.entry.name}",
            schedule_expression=_rate(schedule.every_seconds),
            flexible_time_window=aws_scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=aws_scheduler.CfnSchedule.TargetProperty(
                arn=function.resource.function_arn,
                role_arn=role.role_arn,
                input="{}",
                retry_policy=aws_scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_event_age_in_seconds=MINUTE, maximum_retry_attempts=0
                ),
            ),
        )


def _rate(seconds: int) -> str:
    minutes, rest = divmod(seconds, MINUTE)
    if rest or not minutes:
        raise ValueError(f"a schedule is a whole number of minutes, not {seconds} seconds")
    return "rate(1 minute)" if minutes == 1 else f"rate({minutes} minutes)"

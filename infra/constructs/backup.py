"""Daily copies of files, kept as long as all evidence is."""

from aws_cdk import Duration, Stack, aws_backup, aws_efs, aws_events

from infra.catalogue import names
from infra.constructs.kept import kept
from infra.stage import DAYS_OF_EVIDENCE, Stage


def back_up(stack: Stack, stage: Stage, files: aws_efs.FileSystem) -> None:
    """Copy a file system every night."""
    vault = aws_backup.BackupVault(
        stack,
        "Vault",
        backup_vault_name=names.physical(stage.name, "graph"),
        removal_policy=kept(stage),
    )
    plan = aws_backup.BackupPlan(
        stack, "Backups", backup_plan_name=names.physical(stage.name, "graph"), backup_vault=vault
    )
    plan.add_rule(
        aws_backup.BackupPlanRule(
            rule_name="nightly",
            schedule_expression=aws_events.Schedule.cron(hour="17", minute="0"),
            delete_after=Duration.days(DAYS_OF_EVIDENCE),
        )
    )
    plan.add_selection("Files", resources=[aws_backup.BackupResource.from_efs_file_system(files)])

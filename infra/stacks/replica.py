"""The log's second home, in another region: its own key, its own lock."""

from aws_cdk import Environment, Stack, aws_iam, aws_kms, aws_s3
from constructs import Construct

from infra.catalogue import names
from infra.constructs.alarms import alarm, alerts
from infra.constructs.bucket import SpiceBucket, cooler, expire
from infra.constructs.kept import KEPT
from infra.constructs.log_policy import seal
from infra.health_watch import copying
from infra.stage import Stage


class Replica(Stack):
    """A bucket that replication alone writes and nobody deletes from."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage, region: str) -> None:
        super().__init__(scope, id, stack_name=id, env=Environment(region=region))
        key = aws_kms.Key(
            self,
            "Key",
            alias=names.replica_key_alias(stage.name),
            enable_key_rotation=True,
            removal_policy=KEPT,
        )
        logs = aws_s3.Bucket(
            self,
            "AccessLogs",
            bucket_name=names.bucket(stage.name, f"{names.LOG_REPLICA}-{names.ACCESS_LOGS}", self.account, region),
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[expire("access-logs", days=stage.log_days)],
            removal_policy=KEPT,
        )
        name = names.bucket(stage.name, names.LOG_REPLICA, self.account, region)
        bucket = SpiceBucket(
            self,
            "LogReplica",
            stage=stage,
            name=name,
            key=key,
            logs=logs,
            rules=[cooler("old-segments", prefix=names.LOG_PREFIX)],
            lock_days=stage.lock_days,
        )
        seal(bucket)
        self._watch(stage, name, key)

    def _watch(self, stage: Stage, bucket: str, key: aws_kms.Key) -> None:
        """Tell from here how far the copy is behind; what could not be copied at all the home region tells."""
        key.add_to_resource_policy(
            aws_iam.PolicyStatement(
                principals=[aws_iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        watch = copying(bucket)
        topic = alerts(self, "replica", watch.severity, stage=stage, key=key)
        alarm(self, watch, stage=stage, topic=topic)

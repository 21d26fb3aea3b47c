"""The key of the stage, and its buckets: the log, and what is made of it."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack, aws_iam, aws_kms, aws_s3
from constructs import Construct

from infra.catalogue import names
from infra.constructs.bucket import SpiceBucket, cooler, expire, forget_old_versions
from infra.constructs.kept import KEPT, kept
from infra.constructs.log_policy import seal
from infra.constructs.replication import replicate
from infra.stage import DAYS_OF_EVIDENCE, Stage

ENCRYPTING = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]


class Storage(Stack):
    """What everything else is rebuilt from."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id, stack_name=id)
        self.stage = stage
        self.key = self._key()
        self.seal_key = self._seal_key()
        self.personal_key = self._personal_key()
        self.access_logs = None if stage.disposable else self._access_logs()
        seldom = forget_old_versions(DAYS_OF_EVIDENCE)
        self.log = self._bucket("Log", "log", [cooler("old-segments", prefix=names.LOG_PREFIX)], stage.lock_days)
        self.data = self._bucket("Data", "data", [seldom, *_passing()], cors=_of_pages(stage))
        self.keys = self._keys()
        emptied_by = names.role(stage.name, "empty-bucket", self.region) if stage.disposable else None
        seal(self.log, emptied_by=emptied_by and f"arn:{self.partition}:iam::{self.account}:role/{emptied_by}")
        if stage.replica_region is not None:
            replicate(self, stage, self.log, self.key, region=stage.replica_region)

    def _key(self) -> aws_kms.Key:
        """One key a stage: each costs a dollar a month, and their policies would all be the same."""
        key = aws_kms.Key(
            self,
            "Key",
            alias=names.key_alias(self.stage.name),
            enable_key_rotation=True,
            removal_policy=kept(self.stage),
            pending_window=Duration.days(7 if self.stage.disposable else 30),
        )
        logs = f"arn:{self.partition}:logs:{self.region}:{self.account}:log-group:*"
        key.add_to_resource_policy(
            aws_iam.PolicyStatement(
                sid="LogGroups",
                principals=[aws_iam.ServicePrincipal(f"logs.{self.region}.amazonaws.com")],
                actions=ENCRYPTING,
                resources=["*"],
                conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
            )
        )
        key.add_to_resource_policy(
            aws_iam.PolicyStatement(
                sid="Alarms",
                principals=[aws_iam.ServicePrincipal(f"{name}.amazonaws.com") for name in ("cloudwatch", "budgets")],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        return key

    def _seal_key(self) -> aws_kms.Key:
        """The key that signs the log's checkpoints: another would be another log, so it is kept as long as that."""
        return aws_kms.Key(
            self,
            "SealKey",
            alias=names.seal_key_alias(self.stage.name),
            description="Signs checkpoints of the log",
            key_spec=aws_kms.KeySpec.ECC_NIST_EDWARDS25519,
            key_usage=aws_kms.KeyUsage.SIGN_VERIFY,
            removal_policy=kept(self.stage),
            pending_window=Duration.days(7 if self.stage.disposable else 30),
        )

    def _personal_key(self) -> aws_kms.Key:
        """The key that wraps the keys of personal data: without it nobody reads any, so it is kept as long as that.

        It is a key of its own: who may read buckets and logs may not read persons.
        """
        key = aws_kms.Key(
            self,
            "PersonalKey",
            alias=names.personal_key_alias(self.stage.name),
            description="Wraps the keys of personal data",
            enable_key_rotation=True,
            removal_policy=kept(self.stage),
            pending_window=Duration.days(7 if self.stage.disposable else 30),
        )
        foreign = {f"kms:EncryptionContext:{name}": value for name, value in names.PERSONAL_CONTEXT.items()}
        key.add_to_resource_policy(
            aws_iam.PolicyStatement(
                sid="PersonalDataAlone",
                effect=aws_iam.Effect.DENY,
                principals=[aws_iam.AnyPrincipal()],
                actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
                resources=["*"],
                conditions={"StringNotEquals": foreign},
            )
        )
        return key

    def _keys(self) -> SpiceBucket:
        """Where keys of epochs are. One that is destroyed must be gone: no version of it, no copy elsewhere, whoever
        would like some."""
        bucket = self._bucket("Keys", "keys", [], versioned=False)
        bucket.add_to_resource_policy(
            aws_iam.PolicyStatement(
                sid="NothingIsKept",
                effect=aws_iam.Effect.DENY,
                principals=[aws_iam.AnyPrincipal()],
                actions=["s3:PutBucketVersioning", "s3:PutReplicationConfiguration"],
                resources=[bucket.bucket_arn],
            )
        )
        return bucket

    def _access_logs(self) -> aws_s3.Bucket:
        """Who asked what of the buckets; S3 delivers that under its own key only.

        A disposable stage has none: what is delivered late would keep the bucket from being deleted.
        """
        return aws_s3.Bucket(
            self,
            "AccessLogs",
            bucket_name=names.bucket(self.stage.name, names.ACCESS_LOGS, self.account, self.region),
            encryption=aws_s3.BucketEncryption.S3_MANAGED,
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=aws_s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[expire("access-logs", days=self.stage.log_days)],
            removal_policy=KEPT,
        )

    def _bucket(
        self,
        id: str,
        name: str,
        rules: list[aws_s3.LifecycleRule],
        lock_days: int | None = None,
        cors: Sequence[aws_s3.CorsRule] = (),
        versioned: bool = True,
    ) -> SpiceBucket:
        return SpiceBucket(
            self,
            id,
            stage=self.stage,
            name=names.bucket(self.stage.name, name, self.account, self.region),
            key=self.key,
            logs=self.access_logs,
            rules=rules,
            lock_days=lock_days,
            cors=cors,
            versioned=versioned,
        )


def _passing() -> list[aws_s3.LifecycleRule]:
    """What expires even while maintenance stands still; it deletes it sooner."""
    return [expire(name, days=days, prefix=f"{name}/") for name, days in names.PASSING.items()]


def _of_pages(stage: Stage) -> Sequence[aws_s3.CorsRule]:
    """Let pages that may ask the API use the URLs that it signs for them."""
    # Who holds such a URL may use it anyhow; where the console will be, nobody knows before it stands.
    console = "https://*.cloudfront.net" if stage.api.console is None else f"https://{stage.api.console.name}"
    methods = [aws_s3.HttpMethods.PUT, aws_s3.HttpMethods.GET, aws_s3.HttpMethods.HEAD]
    return [
        aws_s3.CorsRule(
            allowed_methods=methods,
            allowed_origins=[console, *stage.api.origins],
            allowed_headers=["content-type"],
            exposed_headers=["ETag", "Content-Length"],
            max_age=3600,
        )
    ]

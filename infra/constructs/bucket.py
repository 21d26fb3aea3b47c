"""The one construct that makes every bucket: private, encrypted, versioned, over TLS, with its requests logged."""

from collections.abc import Sequence

from aws_cdk import Duration, aws_s3
from aws_cdk.aws_kms import IKey
from constructs import Construct

from infra.constructs.kept import kept
from infra.stage import Stage


class SpiceBucket(aws_s3.Bucket):
    """A bucket under the key of the stage."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        name: str,
        key: IKey,
        logs: aws_s3.IBucket | None,
        rules: Sequence[aws_s3.LifecycleRule] = (),
        lock_days: int | None = None,
        cors: Sequence[aws_s3.CorsRule] = (),
        versioned: bool = True,
    ) -> None:
        lock = None if lock_days is None else aws_s3.ObjectLockRetention.governance(Duration.days(lock_days))
        super().__init__(
            scope,
            id,
            bucket_name=name,
            encryption=aws_s3.BucketEncryption.KMS,
            encryption_key=key,
            # Without it every object costs a call of KMS.
            bucket_key_enabled=True,
            block_public_access=aws_s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=aws_s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=versioned,
            object_lock_default_retention=lock,
            server_access_logs_bucket=logs,
            server_access_logs_prefix=None if logs is None else f"s3/{id.lower()}/",
            lifecycle_rules=[ABORT, *rules],
            cors=[*cors] or None,
            removal_policy=kept(stage),
        )


ABORT = aws_s3.LifecycleRule(id="abandoned-uploads", abort_incomplete_multipart_upload_after=Duration.days(7))


def expire(id: str, *, days: int, prefix: str | None = None) -> aws_s3.LifecycleRule:
    """Remove objects after some days, and what a newer version or a deletion left of them a day later."""
    return aws_s3.LifecycleRule(
        id=id, prefix=prefix, expiration=Duration.days(days), noncurrent_version_expiration=Duration.days(1)
    )


def cooler(id: str, *, prefix: str | None = None) -> aws_s3.LifecycleRule:
    """Move what grows old to colder classes, all of which answer at once: none needs a restore."""
    return aws_s3.LifecycleRule(
        id=id,
        prefix=prefix,
        transitions=[
            aws_s3.Transition(storage_class=aws_s3.StorageClass.INFREQUENT_ACCESS, transition_after=Duration.days(60)),
            aws_s3.Transition(
                storage_class=aws_s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transition_after=Duration.days(180)
            ),
        ],
    )


def forget_old_versions(days: int) -> aws_s3.LifecycleRule:
    """Remove versions that were replaced or deleted some days ago."""
    return aws_s3.LifecycleRule(id="old-versions", noncurrent_version_expiration=Duration.days(days))

"""What makes the log, and what proves it, append-only for everybody: nothing is deleted, nothing is written twice."""

from collections.abc import Mapping

from aws_cdk import aws_iam, aws_s3

from infra.catalogue.names import LOG_PREFIX, PROOF_PREFIX

DELETES = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"]


WRITTEN_ONCE = (LOG_PREFIX, *(f"{PROOF_PREFIX}{part}/" for part in ("tile", "checkpoints", "next", "ends", "keys")))


def seal(bucket: aws_s3.Bucket, *, emptied_by: str | None = None) -> None:
    """Deny deletes and unconditional puts under log/ and proof/, whose checkpoint alone may be replaced by who saw the
    one before. `emptied_by` is the one role of a disposable stage that may delete."""
    spared = None if emptied_by is None else {"ArnNotEquals": {"aws:PrincipalArn": emptied_by}}
    once = [bucket.arn_for_objects(f"{prefix}*") for prefix in WRITTEN_ONCE]
    for sid, resource in (("NothingIsDeleted", f"{LOG_PREFIX}*"), ("NoProofIsDeleted", f"{PROOF_PREFIX}*")):
        _deny(bucket, sid, DELETES, [bucket.arn_for_objects(resource)], spared)
    _deny(bucket, "NothingIsWrittenTwice", ["s3:PutObject"], once, {"Null": {"s3:if-none-match": "true"}})
    newest = bucket.arn_for_objects(f"{PROOF_PREFIX}checkpoint")
    unseen = {"Null": {"s3:if-none-match": "true", "s3:if-match": "true"}}
    _deny(bucket, "NoCheckpointIsReplacedUnseen", ["s3:PutObject"], [newest], unseen)


def _deny(
    bucket: aws_s3.Bucket, sid: str, actions: list[str], resources: list[str], conditions: Mapping[str, object] | None
) -> None:
    bucket.add_to_resource_policy(
        aws_iam.PolicyStatement(
            sid=sid,
            effect=aws_iam.Effect.DENY,
            principals=[aws_iam.AnyPrincipal()],
            actions=actions,
            resources=resources,
            conditions=conditions,
        )
    )

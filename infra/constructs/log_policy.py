"""What makes the log append-only for everybody: nothing under log/ is deleted, nothing is written twice."""

from aws_cdk import aws_iam, aws_s3

from infra.catalogue.names import LOG_PREFIX

DELETES = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"]


def seal(bucket: aws_s3.Bucket, *, emptied_by: str | None = None) -> None:
    """Deny deletes and unconditional puts under log/. `emptied_by` is the one role of a disposable stage that may."""
    segments = bucket.arn_for_objects(f"{LOG_PREFIX}*")
    bucket.add_to_resource_policy(
        aws_iam.PolicyStatement(
            sid="NothingIsDeleted",
            effect=aws_iam.Effect.DENY,
            principals=[aws_iam.AnyPrincipal()],
            actions=DELETES,
            resources=[segments],
            conditions=None if emptied_by is None else {"ArnNotEquals": {"aws:PrincipalArn": emptied_by}},
        )
    )
    bucket.add_to_resource_policy(
        aws_iam.PolicyStatement(
            sid="NothingIsWrittenTwice",
            effect=aws_iam.Effect.DENY,
            principals=[aws_iam.AnyPrincipal()],
            actions=["s3:PutObject"],
            resources=[segments],
            conditions={"Null": {"s3:if-none-match": "true"}},
        )
    )

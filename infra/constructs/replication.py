"""Every segment also in another region: the replica of the log bucket."""

from aws_cdk import Stack, aws_iam, aws_kms, aws_s3

from infra.catalogue import names
from infra.stage import Stage


def replicate(stack: Stack, stage: Stage, bucket: aws_s3.Bucket, key: aws_kms.Key, *, region: str) -> None:
    """Copy what is written to the replica's bucket. Deletions are not copied."""
    target = names.bucket(stage.name, names.LOG_REPLICA, stack.account, region)
    there = f"arn:{stack.partition}:s3:::{target}"
    keys = f"arn:{stack.partition}:kms:{region}:{stack.account}"
    role = aws_iam.Role(stack, "Replication", assumed_by=aws_iam.ServicePrincipal("s3.amazonaws.com"))
    role.attach_inline_policy(
        aws_iam.Policy(stack, "ReplicationPolicy", statements=_statements(stage, bucket, key, there, keys))
    )
    resource = bucket.node.default_child
    assert isinstance(resource, aws_s3.CfnBucket)
    resource.replication_configuration = aws_s3.CfnBucket.ReplicationConfigurationProperty(
        role=role.role_arn,
        rules=[_rule(there, f"{keys}:{names.replica_key_alias(stage.name)}")],
    )


def _rule(there: str, key: str) -> aws_s3.CfnBucket.ReplicationRuleProperty:
    minutes = aws_s3.CfnBucket.ReplicationTimeValueProperty(minutes=15)
    return aws_s3.CfnBucket.ReplicationRuleProperty(
        id=names.REPLICATION,
        priority=1,
        status="Enabled",
        filter=aws_s3.CfnBucket.ReplicationRuleFilterProperty(prefix=""),
        delete_marker_replication=aws_s3.CfnBucket.DeleteMarkerReplicationProperty(status="Disabled"),
        source_selection_criteria=aws_s3.CfnBucket.SourceSelectionCriteriaProperty(
            sse_kms_encrypted_objects=aws_s3.CfnBucket.SseKmsEncryptedObjectsProperty(status="Enabled")
        ),
        destination=aws_s3.CfnBucket.ReplicationDestinationProperty(
            bucket=there,
            encryption_configuration=aws_s3.CfnBucket.EncryptionConfigurationProperty(replica_kms_key_id=key),
            metrics=aws_s3.CfnBucket.MetricsProperty(status="Enabled", event_threshold=minutes),
            replication_time=aws_s3.CfnBucket.ReplicationTimeProperty(status="Enabled", time=minutes),
        ),
    )


def _statements(
    stage: Stage, bucket: aws_s3.Bucket, key: aws_kms.Key, there: str, keys: str
) -> list[aws_iam.PolicyStatement]:
    return [
        aws_iam.PolicyStatement(
            actions=["s3:GetReplicationConfiguration", "s3:ListBucket"], resources=[bucket.bucket_arn]
        ),
        aws_iam.PolicyStatement(
            actions=[
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
                "s3:GetObjectRetention",
                "s3:GetObjectLegalHold",
            ],
            resources=[bucket.arn_for_objects("*")],
        ),
        aws_iam.PolicyStatement(actions=["s3:ReplicateObject", "s3:ReplicateTags"], resources=[f"{there}/*"]),
        aws_iam.PolicyStatement(actions=["kms:Decrypt"], resources=[key.key_arn]),
        aws_iam.PolicyStatement(
            actions=["kms:Encrypt"],
            resources=[f"{keys}:key/*"],
            conditions={"ForAnyValue:StringEquals": {"kms:ResourceAliases": names.replica_key_alias(stage.name)}},
        ),
    ]

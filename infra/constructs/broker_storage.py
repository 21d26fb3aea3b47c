"""Disks of brokers that grow: they never shrink again."""

from aws_cdk import aws_applicationautoscaling, aws_msk
from constructs import Construct

SCALABLE = "kafka:broker-storage:VolumeSize"
GROWS_TO = 50
"""Times what a stage begins with."""
FULL_PERCENT = 60
Policy = aws_applicationautoscaling.CfnScalingPolicy


def grow(scope: Construct, cluster: aws_msk.CfnCluster, storage_gb: int) -> None:
    """Let every broker's disk grow when the fullest is more than so full; the alarm on full disks stays behind it."""
    target = aws_applicationautoscaling.CfnScalableTarget(
        scope,
        "Storage",
        service_namespace="kafka",
        scalable_dimension=SCALABLE,
        resource_id=cluster.ref,
        min_capacity=storage_gb,
        max_capacity=GROWS_TO * storage_gb,
    )
    Policy(
        scope,
        "StorageGrowth",
        policy_name="storage",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
        target_tracking_scaling_policy_configuration=Policy.TargetTrackingScalingPolicyConfigurationProperty(
            disable_scale_in=True,
            target_value=FULL_PERCENT,
            predefined_metric_specification=Policy.PredefinedMetricSpecificationProperty(
                predefined_metric_type="KafkaBrokerStorageUtilization"
            ),
        ),
    )

"""A deployment that goes -> a bucket without objects. Property `BucketName`. Never in prod."""

from collections.abc import Mapping

from spice.application.upkeep.deploy import EmptyBucket
from spice.entrypoints.custom_resource import Request, Step, custom_resource
from spice.wired import Wired

ENOUGH = 15.0
"""Seconds in which the deletes that are under way end."""


def build(ports: Wired) -> Step:
    """Wire the step to its ports."""
    empty = EmptyBucket(ports.buckets, stage=ports.settings.stage)

    def step(request: Request) -> Mapping[str, str]:
        bucket = str(request.expect("BucketName"))
        gone = empty(bucket, seconds=request.seconds - ENOUGH) if request.kind == "Delete" else 0
        return {"Bucket": bucket, "Deleted": str(gone)}

    return step


lambda_handler = custom_resource(build, identity="BucketName")

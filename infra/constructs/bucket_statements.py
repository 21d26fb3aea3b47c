"""What IAM must allow for objects of a bucket."""

from collections.abc import Callable, Sequence

from aws_cdk import aws_iam

from infra.catalogue import names
from infra.constructs.places import Endpoints

Statements = list[aws_iam.PolicyStatement]
READ_KEY, WRITE_KEY = ["kms:Decrypt"], ["kms:Decrypt", "kms:GenerateDataKey"]


def allow(actions: Sequence[str], *resources: str) -> aws_iam.PolicyStatement:
    """Allow some actions on some resources."""
    return aws_iam.PolicyStatement(actions=[*actions], resources=[*resources])


def read(bucket: str, *paths: str) -> Callable[[Endpoints], Statements]:
    """Read the objects under some paths of a bucket."""
    return lambda places: [
        allow(["s3:GetObject"], *(places.bucket_arn(bucket, path) for path in paths)),
        # Without it what is missing looks forbidden.
        allow(["s3:ListBucket"], places.bucket_arn(bucket)),
        allow(READ_KEY, places.key_arn),
    ]


def write(bucket: str, path: str, *actions: str) -> Callable[[Endpoints], Statements]:
    """Read and write them."""
    return lambda places: [
        *read(bucket, path)(places),
        allow(["s3:PutObject", *actions], places.bucket_arn(bucket, path)),
        allow(WRITE_KEY, places.key_arn),
    ]


def forget(bucket: str, path: str) -> Callable[[Endpoints], Statements]:
    """Delete them, unread."""
    return lambda places: [
        allow(["s3:DeleteObject"], places.bucket_arn(bucket, path)),
        allow(["s3:ListBucket"], places.bucket_arn(bucket)),
    ]


def exports_write(places: Endpoints) -> Statements:
    """Make files of parts, and forget them, finished or not."""
    return [
        *write("data", "exports/*", "s3:DeleteObject", "s3:AbortMultipartUpload")(places),
        allow(["s3:ListBucketMultipartUploads"], places.bucket_arn("data")),
    ]


def empty(places: Endpoints) -> Statements:
    """Delete everything in every bucket."""
    return [
        allow(["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"], *_everywhere(places, "")),
        allow(["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"], *_everywhere(places, "*")),
    ]


def _everywhere(places: Endpoints, path: str) -> list[str]:
    return [places.bucket_arn(name, path) for name in (*names.BUCKETS, names.CONSOLE)]

"""Objects that are there for some days, named by UUIDv7: a listing begins with the oldest."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from spice.adapters.s3.client import SERVICE, LazyS3
from spice.ports.errors import Permanent

AT_ONCE = 1000


def first_key(prefix: str, moment: datetime) -> str:
    """Give the first key that something of a moment may have."""
    return f"{prefix}{UUID(int=int(moment.timestamp() * 1000) << 80)}"


def forget_objects(s3: LazyS3, bucket: str, prefix: str, *, before: datetime) -> int:
    """Delete the oldest, as far as they are older than a moment; answers how many."""
    with s3.repeatable(prefix):
        page = s3.client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=AT_ONCE)
    end = first_key(prefix, before)
    old = [entry["Key"] for entry in page.get("Contents", []) if entry["Key"] < end]
    if old:
        _delete(s3, bucket, old)
    return len(old)


def delete_objects(s3: LazyS3, bucket: str, prefix: str) -> None:
    """Delete what begins so, as much as one listing tells."""
    with s3.repeatable(prefix):
        page = s3.client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=AT_ONCE)
    if keys := [entry["Key"] for entry in page.get("Contents", [])]:
        _delete(s3, bucket, keys)


def _delete(s3: LazyS3, bucket: str, keys: Sequence[str]) -> None:
    with s3.repeatable(bucket):
        answer = s3.client.delete_objects(
            Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True}
        )
    if errors := answer.get("Errors"):
        raise Permanent(SERVICE, f"{errors[0].get('Key')}: {errors[0].get('Code')}, {len(errors)} like it")

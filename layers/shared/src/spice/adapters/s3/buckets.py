"""Buckets emptied of every version, in S3."""

from itertools import islice
from typing import TYPE_CHECKING

from spice.adapters.s3.client import SERVICE, LazyS3, translated
from spice.ports.errors import Permanent, Transient, Unknown

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

AT_ONCE = 1000
"""What one request may delete."""


class S3Buckets:
    """The Buckets of S3."""

    def __init__(self, s3: LazyS3) -> None:
        self._s3 = s3

    def empty(self, bucket: str, *, limit: int) -> int:
        """Delete versions and markers, a thousand a request."""
        try:
            with translated(bucket):
                return self._empty(bucket, limit)
        except Unknown as broken:
            # Deleting what is gone already does nothing, so an exchange that broke is only worth another try.
            raise Transient(SERVICE, str(broken)) from broken

    def _empty(self, bucket: str, limit: int) -> int:
        gone = 0
        while gone < limit and (some := self._some(bucket)):
            answer = self._s3.client.delete_objects(Bucket=bucket, Delete={"Objects": some, "Quiet": True})
            if errors := answer.get("Errors"):
                first = errors[0]
                raise Permanent(SERVICE, f"{bucket}/{first.get('Key')}: {first.get('Code')}, {len(errors)} like it")
            gone += len(some)
        return gone

    def _some(self, bucket: str) -> "list[ObjectIdentifierTypeDef]":
        # Always from the start: what was listed is gone, and a place to go on from may be gone with it.
        try:
            page = self._s3.client.list_object_versions(Bucket=bucket, MaxKeys=AT_ONCE)
        except self._s3.client.exceptions.NoSuchBucket:
            return []
        found = (*page.get("Versions", []), *page.get("DeleteMarkers", []))
        return [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in islice(found, AT_ONCE)]

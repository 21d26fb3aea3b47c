"""Wrapped keys of epochs as objects of a bucket that keeps no versions and is copied nowhere."""

from collections.abc import Sequence

from spice.adapters.s3.client import LazyS3, digest
from spice.ports.errors import AlreadyThere

EPOCHS = "epochs/"


class S3EpochStore:
    """`epochs/{epoch}`."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def put(self, epoch: int, wrapped: bytes) -> None:
        """Keep a key, unless there is one."""
        key = f"{EPOCHS}{epoch}"
        try:
            with self._s3.repeatable(key):
                self._s3.client.put_object(
                    Bucket=self._bucket, Key=key, Body=wrapped, ContentMD5=digest(wrapped), IfNoneMatch="*"
                )
        except AlreadyThere:
            return

    def get(self, epoch: int) -> bytes | None:
        """Read one."""
        key = f"{EPOCHS}{epoch}"
        with self._s3.repeatable(key):
            try:
                return self._s3.client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except self._s3.client.exceptions.NoSuchKey:
                return None

    def delete(self, epoch: int) -> None:
        """Delete one for good."""
        key = f"{EPOCHS}{epoch}"
        with self._s3.repeatable(key):
            self._s3.client.delete_object(Bucket=self._bucket, Key=key)

    def all(self) -> Sequence[int]:
        """Number all that are there."""
        names = (key.removeprefix(EPOCHS) for key in self._s3.keys(self._bucket, EPOCHS))
        return sorted(int(name) for name in names if name.isdecimal())

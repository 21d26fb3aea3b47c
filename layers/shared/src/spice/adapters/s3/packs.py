"""Packs as objects in the data bucket, read by range."""

from collections.abc import Sequence
from datetime import datetime

from spice.adapters.s3.client import LazyS3, digest

PACKS = "packs/"


class S3Packs:
    """`packs/{name}`; disposable."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def write(self, name: str, body: bytes) -> None:
        """Store a pack under a fresh name."""
        with self._s3.call(name):
            self._s3.client.put_object(Bucket=self._bucket, Key=f"{PACKS}{name}", Body=body, ContentMD5=digest(body))

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range: one GET."""
        with self._s3.repeatable(name):
            answer = self._s3.client.get_object(
                Bucket=self._bucket, Key=f"{PACKS}{name}", Range=f"bytes={offset}-{offset + length - 1}"
            )
            return answer["Body"].read()

    def written_before(self, moment: datetime) -> Sequence[str]:
        """Walk all that are there: the store says when each was written."""
        entries = self._s3.entries(self._bucket, PACKS)
        return [entry["Key"].removeprefix(PACKS) for entry in entries if entry["LastModified"] < moment]

    def delete(self, name: str) -> None:
        """Remove a pack."""
        with self._s3.call(name):
            self._s3.client.delete_object(Bucket=self._bucket, Key=f"{PACKS}{name}")

"""Packs as objects in the data bucket, read by range."""

from spice.adapters.s3.client import LazyS3, digest


class S3Packs:
    """`packs/{name}`; disposable."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def write(self, name: str, body: bytes) -> None:
        """Store a pack under a fresh name."""
        with self._s3.call(name):
            self._s3.client.put_object(Bucket=self._bucket, Key=f"packs/{name}", Body=body, ContentMD5=digest(body))

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Fetch a range: one GET."""
        with self._s3.repeatable(name):
            answer = self._s3.client.get_object(
                Bucket=self._bucket, Key=f"packs/{name}", Range=f"bytes={offset}-{offset + length - 1}"
            )
            return answer["Body"].read()

    def delete(self, name: str) -> None:
        """Remove a pack."""
        with self._s3.call(name):
            self._s3.client.delete_object(Bucket=self._bucket, Key=f"packs/{name}")

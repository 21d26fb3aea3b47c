"""What imports keep, as objects in the data bucket."""

from collections.abc import Sequence
from uuid import UUID

from spice.adapters.s3.client import LazyS3, digest
from spice.adapters.s3.passing import delete_objects

IMPORTS = "imports/"


class S3ImportFiles:
    """`imports/{import}/{name}`; disposable."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def write(self, import_id: UUID, name: str, body: bytes) -> None:
        """Keep a text."""
        key = _key(import_id, name)
        with self._s3.call(key):
            self._s3.client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentMD5=digest(body))

    def read(self, import_id: UUID, name: str) -> bytes | None:
        """Read a text whole."""
        key = _key(import_id, name)
        with self._s3.repeatable(key):
            try:
                return self._s3.client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except self._s3.client.exceptions.NoSuchKey:
                return None

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove a text."""
        key = _key(import_id, name)
        with self._s3.call(key):
            self._s3.client.delete_object(Bucket=self._bucket, Key=key)

    def some(self, *, after: UUID, limit: int) -> Sequence[UUID]:
        """Name imports that have texts: what their keys begin with."""
        with self._s3.repeatable(IMPORTS):
            page = self._s3.client.list_objects_v2(
                # Behind all that begins so.
                Bucket=self._bucket,
                Prefix=IMPORTS,
                Delimiter="/",
                StartAfter=f"{IMPORTS}{after}0",
                MaxKeys=limit,
            )
        return [UUID(each["Prefix"].split("/")[1]) for each in page.get("CommonPrefixes", [])]

    def forget(self, import_id: UUID) -> None:
        """Delete texts of an import."""
        delete_objects(self._s3, self._bucket, f"{IMPORTS}{import_id}/")


def _key(import_id: UUID, name: str) -> str:
    return f"{IMPORTS}{import_id}/{name}"

"""What imports keep, as objects in the data bucket."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from spice.adapters.s3.client import LazyS3, digest
from spice.ports.import_files import Kept

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

    def listed(self, *, after: Kept | None, limit: int) -> Sequence[Kept]:
        """List texts, a page."""
        behind = IMPORTS if after is None else _key(after.import_id, after.name)
        with self._s3.repeatable(IMPORTS):
            page = self._s3.client.list_objects_v2(
                Bucket=self._bucket, Prefix=IMPORTS, StartAfter=behind, MaxKeys=limit
            )
        return [_kept(entry["Key"], entry["LastModified"]) for entry in page.get("Contents", [])]

    def delete(self, import_id: UUID, name: str) -> None:
        """Remove a text."""
        key = _key(import_id, name)
        with self._s3.call(key):
            self._s3.client.delete_object(Bucket=self._bucket, Key=key)


def _key(import_id: UUID, name: str) -> str:
    return f"{IMPORTS}{import_id}/{name}"


def _kept(key: str, at: datetime) -> Kept:
    import_id, _, name = key.removeprefix(IMPORTS).partition("/")
    return Kept(UUID(import_id), name, at)

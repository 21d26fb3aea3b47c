"""Uploads as objects: who brings a file puts it into the bucket, and nothing of ours stands between."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from spice.adapters.ranged_file import opened
from spice.adapters.s3.client import SERVICE, LazyS3, digest
from spice.adapters.s3.passing import forget_objects
from spice.ports.errors import AlreadyThere, DiskFull, Permanent
from spice.ports.uploads import Stored, Upload

UPLOADS = "uploads/"
_written, _read = msgspec.json.Encoder().encode, msgspec.json.Decoder(Upload).decode


class S3Uploads:
    """`uploads/{id}/about` and `uploads/{id}/file`; `lacks` tells whether there is no room for so many bytes.

    None: there always is.
    """

    def __init__(self, s3: LazyS3, bucket: str, *, lacks: Callable[[int], bool] | None) -> None:
        self._s3, self._bucket, self._lacks = s3, bucket, lacks

    def announce(self, upload: Upload, *, seconds: int) -> str:
        """Keep it, and sign a PUT."""
        if self._lacks and self._lacks(upload.size):
            raise DiskFull(SERVICE, f"there is no room for {upload.size:,} bytes")
        about, file = _about(upload.id), _file(upload.id)
        body = _written(upload)
        with self._s3.repeatable(about):
            self._s3.client.put_object(Bucket=self._bucket, Key=about, Body=body, ContentMD5=digest(body))
            return self._s3.signer.generate_presigned_url(
                "put_object",
                # What stands here is signed: the store takes nothing longer, shorter, or of another type.
                Params={
                    "Bucket": self._bucket,
                    "Key": file,
                    "ContentLength": upload.size,
                    "ContentType": upload.content_type,
                },
                ExpiresIn=seconds,
            )

    def find(self, upload_id: UUID) -> Upload | None:
        """Read it: one GET."""
        with self._s3.repeatable(key := _about(upload_id)):
            try:
                return _read(self._s3.client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
            except self._s3.client.exceptions.NoSuchKey:
                return None

    def open(self, upload_id: UUID) -> Stored | None:
        """Open it: a GET of its first byte, and then one for each part that is read."""
        with self._s3.repeatable(key := _file(upload_id)):
            try:
                first = self._s3.client.get_object(Bucket=self._bucket, Key=key, Range="bytes=0-0")
            except self._s3.client.exceptions.NoSuchKey:
                return None
            first["Body"].close()
        size = int(first["ContentRange"].rpartition("/")[2])
        version = str(first["ETag"])
        return Stored(opened(size, lambda offset, length: self._range(key, version, offset, length)), version)

    def forget(self, *, announced_before: datetime) -> int:
        """Delete what is old, which is listed first."""
        return forget_objects(self._s3, self._bucket, UPLOADS, before=announced_before)

    def _range(self, key: str, etag: str, offset: int, length: int) -> bytes:
        places = f"bytes={offset}-{offset + length - 1}"
        try:
            with self._s3.repeatable(key):
                found = self._s3.client.get_object(Bucket=self._bucket, Key=key, Range=places, IfMatch=etag)
                return found["Body"].read()
        except AlreadyThere as another:
            raise Permanent(SERVICE, f"{key} was changed while it was read") from another


def _about(upload_id: UUID) -> str:
    return f"{UPLOADS}{upload_id}/about"


def _file(upload_id: UUID) -> str:
    return f"{UPLOADS}{upload_id}/file"

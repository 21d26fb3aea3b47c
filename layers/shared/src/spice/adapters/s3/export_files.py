"""Files that people take, as objects: parts of an upload of several, that S3 puts together."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from spice.adapters.s3.client import LazyS3, digest
from spice.adapters.s3.passing import first_key, forget_objects

EXPORTS = "exports/"


class S3ExportFiles:
    """`exports/{id}` in the data bucket."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def put(self, export_id: UUID, body: bytes, *, content_type: str) -> None:
        """Make a file: one PUT."""
        with self._s3.repeatable(key := _key(export_id)):
            self._s3.client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, ContentMD5=digest(body)
            )

    def begin(self, export_id: UUID, *, content_type: str) -> str:
        """Begin one of parts."""
        with self._s3.repeatable(key := _key(export_id)):
            made = self._s3.client.create_multipart_upload(Bucket=self._bucket, Key=key, ContentType=content_type)
            return made["UploadId"]

    def write(self, export_id: UUID, begun: str, number: int, body: bytes) -> str | None:
        """Put a part."""
        with self._s3.repeatable(key := _key(export_id)):
            try:
                kept = self._s3.client.upload_part(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=begun,
                    PartNumber=number,
                    Body=body,
                    ContentMD5=digest(body),
                )
            except self._s3.client.exceptions.NoSuchUpload:
                return None
            return kept["ETag"]

    def finish(self, export_id: UUID, begun: str, marks: Sequence[str]) -> bool:
        """Have S3 put the parts together. It forgets them with that: then the object itself says that it was done."""
        with self._s3.repeatable(key := _key(export_id)):
            try:
                self._s3.client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=begun,
                    MultipartUpload={"Parts": [{"PartNumber": n, "ETag": mark} for n, mark in enumerate(marks, 1)]},
                )
            except self._s3.client.exceptions.NoSuchUpload:
                return self._is_there(key)
        return True

    def give_up(self, export_id: UUID, begun: str) -> None:
        """Have S3 forget parts."""
        with self._s3.repeatable(key := _key(export_id)):
            self._abort(key, begun)

    def sign(self, export_id: UUID, *, filename: str, seconds: int) -> str:
        """Sign a GET, whose answer a browser keeps under the name."""
        called = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
        with self._s3.repeatable(key := _key(export_id)):
            return self._s3.signer.generate_presigned_url(
                "get_object",
                Params={"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": called},
                ExpiresIn=seconds,
            )

    def forget(self, *, asked_before: datetime) -> int:
        """Delete what is old, and what was begun and never finished."""
        forgotten = forget_objects(self._s3, self._bucket, EXPORTS, before=asked_before)
        end = first_key(EXPORTS, asked_before)
        with self._s3.repeatable(EXPORTS):
            page = self._s3.client.list_multipart_uploads(Bucket=self._bucket, Prefix=EXPORTS)
            old = [each for each in page.get("Uploads", []) if each["Key"] < end]
            for each in old:
                self._abort(each["Key"], each["UploadId"])
        return forgotten + len(old)

    def _abort(self, key: str, begun: str) -> None:
        try:
            self._s3.client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=begun)
        except self._s3.client.exceptions.NoSuchUpload:
            return

    def _is_there(self, key: str) -> bool:
        page = self._s3.client.list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1)
        return any(entry["Key"] == key for entry in page.get("Contents", []))


def _key(export_id: UUID) -> str:
    return f"{EXPORTS}{export_id}"

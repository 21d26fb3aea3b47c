"""The log's bucket as objects, and `quarantine/` in it."""

from collections.abc import Iterator
from itertools import count

from spice.adapters.s3.client import SERVICE, LazyS3, digest
from spice.ports.errors import AlreadyThere, Transient, Unknown

LOG, APART = "log/", "quarantine/"


class S3LogObjects:
    """The LogObjects of a bucket."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def names(self) -> Iterator[str]:
        """Walk the names of all that lies in the log."""
        return self._listed(LOG)

    def apart(self) -> Iterator[str]:
        """Walk what was ever moved."""
        return (name.removeprefix(APART) for name in self._listed(APART))

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        try:
            with self._s3.call(name):
                return self._fetch(name)
        except Unknown as broken:
            raise Transient(SERVICE, str(broken)) from broken

    def set_apart(self, name: str, under: str) -> None:
        """Move one to `quarantine/`."""
        if (body := self.read(name)) is None:
            return
        copy = f"{APART}{under}/{name}"
        # Two of one name are two objects: what was moved before stays.
        tries = (copy if number == 0 else f"{copy}.{number}" for number in count())
        next(each for each in tries if self._keep(each, body))
        try:
            with self._s3.call(name):
                self._s3.client.delete_object(Bucket=self._bucket, Key=name)
        except Unknown as broken:
            raise Transient(SERVICE, str(broken)) from broken

    def _keep(self, copy: str, body: bytes) -> bool:
        """Write a copy where nothing is, and see that it is there; False where something else is."""
        try:
            with self._s3.call(copy):
                self._s3.client.put_object(
                    Bucket=self._bucket, Key=copy, Body=body, ContentMD5=digest(body), IfNoneMatch="*"
                )
        except AlreadyThere:
            return self.read(copy) == body
        except Unknown as broken:
            raise Transient(SERVICE, str(broken)) from broken
        if self.read(copy) != body:
            raise Transient(SERVICE, f"{copy} is not what was written")
        return True

    def _fetch(self, name: str) -> bytes | None:
        try:
            return self._s3.client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except self._s3.client.exceptions.NoSuchKey:
            return None

    def _listed(self, prefix: str) -> Iterator[str]:
        pages = iter(self._s3.client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix))
        while True:
            try:
                with self._s3.call(prefix):
                    page = next(pages, None)
            except Unknown as broken:
                raise Transient(SERVICE, str(broken)) from broken
            if page is None:
                return
            yield from (entry["Key"] for entry in page.get("Contents", []))

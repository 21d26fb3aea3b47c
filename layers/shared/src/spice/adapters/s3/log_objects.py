"""The log's bucket as objects, and `quarantine/` in it."""

from collections.abc import Iterator
from itertools import count

from spice.adapters.s3.client import SERVICE, LazyS3, digest
from spice.ports.errors import AlreadyThere, Transient

LOG, PROOF, APART = "log/", "proof/", "quarantine/"


class S3LogObjects:
    """The LogObjects of a bucket."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def names(self) -> Iterator[str]:
        """Walk the names of all that lies in the log."""
        return self._s3.keys(self._bucket, LOG)

    def proofs(self) -> Iterator[str]:
        """Walk the names of what proves the log."""
        return self._s3.keys(self._bucket, PROOF)

    def apart(self) -> Iterator[str]:
        """Walk what was ever moved."""
        return (name.removeprefix(APART) for name in self._s3.keys(self._bucket, APART))

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        with self._s3.repeatable(name):
            return self._fetch(name)

    def set_apart(self, name: str, under: str) -> None:
        """Move one to `quarantine/`."""
        if (body := self.read(name)) is None:
            return
        copy = f"{APART}{under}/{name}"
        # Two of one name are two objects: what was moved before stays.
        tries = (copy if number == 0 else f"{copy}.{number}" for number in count())
        next(each for each in tries if self._keep(each, body))
        with self._s3.repeatable(name):
            self._s3.client.delete_object(Bucket=self._bucket, Key=name)

    def _keep(self, copy: str, body: bytes) -> bool:
        """Write a copy where nothing is, and see that it is there; False where something else is."""
        try:
            with self._s3.repeatable(copy):
                self._s3.client.put_object(
                    Bucket=self._bucket, Key=copy, Body=body, ContentMD5=digest(body), IfNoneMatch="*"
                )
        except AlreadyThere:
            return self.read(copy) == body
        if self.read(copy) != body:
            raise Transient(SERVICE, f"{copy} is not what was written")
        return True

    def _fetch(self, name: str) -> bytes | None:
        try:
            return self._s3.client.get_object(Bucket=self._bucket, Key=name)["Body"].read()
        except self._s3.client.exceptions.NoSuchKey:
            return None

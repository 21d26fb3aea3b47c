"""Proofs as objects beside the log, in its bucket."""

from spice.adapters.s3.client import LazyS3, digest
from spice.ports.errors import AlreadyThere
from spice.ports.proof_store import Newest

PROOF = "proof/"
CHECKPOINT = f"{PROOF}checkpoint"
KEPT = f"{PROOF}checkpoints/"


class S3ProofStore:
    """`proof/…` of the log's bucket."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        found = self._fetch(PROOF + name)
        return None if found is None else found.body

    def keep(self, name: str, body: bytes) -> None:
        """Write one where nothing is."""
        key = PROOF + name
        try:
            with self._s3.repeatable(key):
                self._s3.client.put_object(
                    Bucket=self._bucket, Key=key, Body=body, ContentMD5=digest(body), IfNoneMatch="*"
                )
        except AlreadyThere:
            if self.read(name) != body:
                raise

    def newest(self) -> Newest | None:
        """Fetch the newest checkpoint."""
        return self._fetch(CHECKPOINT)

    def replace(self, body: bytes, tag: str | None) -> None:
        """Put a checkpoint in place of another, if that is still there."""
        with self._s3.repeatable(CHECKPOINT):
            put = self._s3.client.put_object
            if tag is None:
                put(Bucket=self._bucket, Key=CHECKPOINT, Body=body, ContentMD5=digest(body), IfNoneMatch="*")
            else:
                put(Bucket=self._bucket, Key=CHECKPOINT, Body=body, ContentMD5=digest(body), IfMatch=tag)

    def sizes(self) -> list[int]:
        """List the sizes of kept checkpoints."""
        names = (key.removeprefix(KEPT) for key in self._s3.keys(self._bucket, KEPT))
        return sorted(int(name) for name in names if name.isdecimal())

    def _fetch(self, key: str) -> Newest | None:
        with self._s3.repeatable(key):
            try:
                answer = self._s3.client.get_object(Bucket=self._bucket, Key=key)
                return Newest(answer["Body"].read(), answer["ETag"])
            except self._s3.client.exceptions.NoSuchKey:
                return None

"""Segments as objects, each put under `If-None-Match: *`."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from spice.adapters.s3.client import SERVICE, LazyS3, digest
from spice.ports.errors import Transient, Unknown

AHEAD = 8
"""Segments that are read at once by whoever walks the log."""


class S3EventLog:
    """`log/gen=01/shard=instance-0003/00000000000000000042.seg` in the log bucket."""

    def __init__(self, s3: LazyS3, bucket: str) -> None:
        self._s3, self._bucket = s3, bucket

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment if its sequence is free."""
        key = segment_key(generation, shard, sequence)
        with self._s3.call(key):
            self._s3.client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentMD5=digest(body), IfNoneMatch="*"
            )

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Fetch a segment's bytes, or None."""
        key = segment_key(generation, shard, sequence)
        try:
            with self._s3.call(key):
                return self._fetch(key)
        except Unknown as broken:
            # Reading changes nothing, so an exchange that broke is only worth another try.
            raise Transient(SERVICE, str(broken)) from broken

    def _fetch(self, key: str) -> bytes | None:
        try:
            return self._s3.client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except self._s3.client.exceptions.NoSuchKey:
            return None

    def shards(self) -> list[tuple[int, str]]:
        """List every (generation, shard) that has segments."""
        found = []
        for generation in self._folders("log/"):
            for shard in self._folders(generation):
                found.append((int(generation.split("gen=")[1].strip("/")), shard.split("shard=")[1].strip("/")))
        return sorted(found)

    def sequences(self, generation: int, shard: str, *, after: int = 0) -> Iterator[int]:
        """Walk a shard's sequences in order."""
        prefix = segment_key(generation, shard, 0).rsplit("/", 1)[0] + "/"
        pages = self._s3.client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix, StartAfter=segment_key(generation, shard, after)
        )
        walk = iter(pages)
        while True:
            with self._s3.call(prefix):
                page = next(walk, None)
            if page is None:
                return
            for entry in page.get("Contents", []):
                yield int(entry["Key"].rsplit("/", 1)[1].removesuffix(".seg"))

    def walk(self, generation: int, shard: str, *, after: int = 0) -> Iterator[tuple[int, bytes | None]]:
        """Walk a shard's segments in order, `AHEAD` of them on their way at once: a GET is mostly waiting."""
        sequences = self.sequences(generation, shard, after=after)
        with ThreadPoolExecutor(AHEAD) as threads:
            reads = ((each, threads.submit(self.read, generation, shard, each)) for each in sequences)
            on_their_way = deque(islice(reads, AHEAD))
            try:
                while on_their_way:
                    sequence, reading = on_their_way.popleft()
                    body = reading.result()
                    on_their_way.extend(islice(reads, 1))
                    yield sequence, body
            finally:
                threads.shutdown(cancel_futures=True)

    def _folders(self, prefix: str) -> list[str]:
        pages = self._s3.client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix, Delimiter="/"
        )
        with self._s3.call(prefix):
            return [folder["Prefix"] for page in pages for folder in page.get("CommonPrefixes", [])]


def segment_key(generation: int, shard: str, sequence: int) -> str:
    """Name a segment's object."""
    return f"log/gen={generation:02d}/shard={shard}/{sequence:020d}.seg"

"""Segments as objects, each put under `If-None-Match: *`."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from spice.adapters.s3.client import LazyS3, digest
from spice.messages.frame import LARGEST_PACKED
from spice.messages.segment_name import Place, place_named
from spice.messages.segment_name import segment_key as segment_key

AHEAD = 8
"""Segments that are read at once by whoever walks the log."""


class S3EventLog:
    """`log/gen=01/shard=instance-0003/00000000000000000042.seg` in the log bucket; of a copy, below its prefix.

    What is named otherwise is no segment, and nobody's who reads the log.
    """

    def __init__(self, s3: LazyS3, bucket: str, prefix: str = "") -> None:
        self._s3, self._bucket, self._prefix = s3, bucket, prefix

    @classmethod
    def copied(cls, s3: LazyS3, place: str) -> "S3EventLog":
        """Open `s3://bucket/prefix`, which is what `log/` lies in, or that itself."""
        bucket, _, path = place.removeprefix("s3://").partition("/")
        parts = [part for part in path.split("/") if part]
        prefix = "".join(f"{part}/" for part in (parts[:-1] if parts[-1:] == ["log"] else parts))
        s3.ping(bucket)
        return cls(s3, bucket, prefix)

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment if its sequence is free."""
        key = self._prefix + segment_key(generation, shard, sequence)
        with self._s3.call(key):
            self._s3.client.put_object(
                Bucket=self._bucket, Key=key, Body=body, ContentMD5=digest(body), IfNoneMatch="*"
            )

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Fetch a segment's bytes, or None."""
        key = self._prefix + segment_key(generation, shard, sequence)
        with self._s3.repeatable(key):
            return self._fetch(key)

    def _fetch(self, key: str) -> bytes | None:
        try:
            found = self._s3.client.get_object(Bucket=self._bucket, Key=key)
            # One byte too many is no segment either, and all of it that is taken into memory.
            return found["Body"].read(LARGEST_PACKED + 1 if found["ContentLength"] > LARGEST_PACKED else None)
        except self._s3.client.exceptions.NoSuchKey:
            return None

    def shards(self) -> list[tuple[int, str]]:
        """List every (generation, shard) that has segments."""
        shards = [shard for generation in self._folders(f"{self._prefix}log/") for shard in self._folders(generation)]
        # Named by what its first segment would be named.
        places = [self._place(f"{shard}{1:020d}.seg") for shard in shards]
        return sorted(place[:2] for place in places if place is not None)

    def sequences(self, generation: int, shard: str, *, after: int = 0) -> Iterator[int]:
        """Walk a shard's sequences in order."""
        prefix = self._prefix + segment_key(generation, shard, 0).rsplit("/", 1)[0] + "/"
        pages = self._s3.client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix, StartAfter=self._prefix + segment_key(generation, shard, after)
        )
        walk = iter(pages)
        while True:
            with self._s3.call(prefix):
                page = next(walk, None)
            if page is None:
                return
            places = (self._place(entry["Key"]) for entry in page.get("Contents", []))
            yield from (place[2] for place in places if place is not None)

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

    def _place(self, key: str) -> Place | None:
        return place_named(key.removeprefix(self._prefix))

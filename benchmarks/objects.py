"""What the buckets hold."""

from dataclasses import dataclass

from benchmarks.stand import Stand
from infra.catalogue.names import DATA_BUCKET, LOG_BUCKET


@dataclass(frozen=True, slots=True)
class Objects:
    """How many objects, and their bytes."""

    count: int = 0
    bytes: int = 0

    def __sub__(self, other: "Objects") -> "Objects":
        return Objects(self.count - other.count, self.bytes - other.bytes)

    def __add__(self, other: "Objects") -> "Objects":
        return Objects(self.count + other.count, self.bytes + other.bytes)


def count_objects(stand: Stand, prefix: str) -> Objects:
    """List the objects of both buckets below a prefix."""
    total = Objects()
    for bucket in (LOG_BUCKET, DATA_BUCKET):
        pages = stand.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        for page in pages:
            found = page.get("Contents", [])
            total += Objects(len(found), sum(entry["Size"] for entry in found))
    return total

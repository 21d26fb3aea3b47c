"""Buckets as a deployment that goes sees them."""

from typing import Protocol


class Buckets(Protocol):
    """Buckets that must be empty before they can be deleted."""

    def empty(self, bucket: str, *, limit: int) -> int:
        """Delete up to about `limit` objects, versions and markers; answers how many went: 0 when it is empty or is not
        there. Raises Transient, Permanent."""
        ...

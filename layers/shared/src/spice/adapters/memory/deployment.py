"""What a deployment touches, in memory."""

from collections.abc import Mapping, Sequence


class MemorySchema:
    """A schema with changes that are missing."""

    def __init__(self, *missing: str) -> None:
        self._missing = list(missing)

    def migrate(self) -> Sequence[str]:
        """Apply what is missing."""
        applied, self._missing = self._missing, []
        return applied


class MemorySearchTemplates:
    """Templates by name."""

    def __init__(self, wanted: Mapping[str, object] | None = None) -> None:
        self._wanted = dict(wanted or {})
        self.held: dict[str, object] = {}

    def prepare(self) -> Sequence[str]:
        """Put every template there."""
        self.held |= self._wanted
        return sorted(self._wanted)


class MemoryBuckets:
    """Buckets by name, with how much each holds."""

    def __init__(self, held: Mapping[str, int] | None = None) -> None:
        self.held = dict(held or {})

    def empty(self, bucket: str, *, limit: int) -> int:
        """Take some objects out."""
        gone = min(limit, self.held.get(bucket, 0))
        if gone:
            self.held[bucket] -= gone
        return gone

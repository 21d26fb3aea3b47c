"""Topics as an operator sees them: made, grown, watched."""

from collections.abc import Mapping
from typing import Protocol


class Topics(Protocol):
    """What deployment and partition growth need of a bus."""

    def create_topics(self, topics: Mapping[str, int]) -> None:
        """Make topics with their partitions; existing ones grow, never shrink. Idempotent. Raises Transient."""
        ...

    def lag(self, group: str, topic: str) -> dict[int, int]:
        """Count per partition the messages the group has not committed."""
        ...

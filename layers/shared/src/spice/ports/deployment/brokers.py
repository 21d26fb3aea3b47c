"""Where a cluster's brokers are, as a deployment asks before anybody can know."""

from typing import Protocol


class Brokers(Protocol):
    """Brokers by cluster."""

    def of(self, cluster: str) -> str:
        """Answer the brokers of a cluster as host:port,host:port. Raises Transient, Permanent."""
        ...

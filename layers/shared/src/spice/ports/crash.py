"""Named points at which a test may kill the process."""

from typing import Protocol


class Crash(Protocol):
    """Called at every arrow of the flow; does nothing unless a test asked for it."""

    def __call__(self, point: str) -> None:
        """Pass a point, like `worker.after_put`."""
        ...


def never(point: str) -> None:
    """Pass every point."""

"""A nudge to a function after a commit: the latency. The schedule is the guarantee."""

from typing import Protocol


class Kick(Protocol):
    """Ask for an asynchronous run; losing it only costs time. Never raises."""

    def __call__(self, function: str, event: dict[str, object] | None = None) -> None:
        """Invoke a function by its catalogue name."""
        ...

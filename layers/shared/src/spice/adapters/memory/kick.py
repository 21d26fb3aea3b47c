"""Kicks in memory."""


class MemoryKick:
    """The Kick twin: remembers who was nudged."""

    def __init__(self) -> None:
        self.kicked: list[tuple[str, dict[str, object] | None]] = []

    def __call__(self, function: str, event: dict[str, object] | None = None) -> None:
        """Remember a nudge."""
        self.kicked.append((function, event))

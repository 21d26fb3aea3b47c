"""How fetching is told to a person."""

from typing import Protocol


class Watch(Protocol):
    """Is told how fetching goes."""

    def begin(self, title: str, size: int) -> None:
        """Be told that so many bytes will be fetched."""
        ...

    def advance(self, size: int) -> None:
        """Be told that so many more are here; fewer than none when a try was in vain."""
        ...

    def say(self, text: str) -> None:
        """Be told something worth a line."""
        ...

    def end(self) -> None:
        """Be told that it is over, well or not."""
        ...


class Silent:
    """Says nothing."""

    def begin(self, title: str, size: int) -> None:
        """Say nothing."""

    def advance(self, size: int) -> None:
        """Say nothing."""

    def say(self, text: str) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""

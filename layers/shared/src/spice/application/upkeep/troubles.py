"""What goes wrong in a tick keeps nothing else from being done, and is told at its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from spice.ports.errors import PortError


class Troubles:
    """Keeps what went wrong until the rest is done."""

    def __init__(self) -> None:
        self._met: list[PortError] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep a PortError."""
        try:
            yield
        except PortError as failed:
            self._met.append(failed)

    def tell(self) -> None:
        """Raise the first that was kept, if there is one."""
        if self._met:
            raise self._met[0]

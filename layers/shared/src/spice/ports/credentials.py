"""How a driver proves who it is: what the address of a server leaves out."""

from collections.abc import Mapping
from typing import Protocol


class Credentials(Protocol):
    """Parameters of a connection that are not in its URL, asked for at each new connection."""

    def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
        """Say what the URL leaves out; the arguments are what it says, empty where it does not. Raises PortError."""
        ...

"""Kicks as datagrams to the local host."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

from spice.messages.codec import encode


class DatagramKick:
    """Sends {"function", "event"} to `udp://host:port` and looks no further: the schedule is the guarantee."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        if place.scheme != "udp" or not place.hostname or not place.port:
            raise ValueError(f"the kick URL {url!r} is not udp://host:port")
        self._place = (place.hostname, place.port)

    def __call__(self, function: str, event: dict[str, object] | None = None) -> None:
        """Invoke a function by its catalogue name, perhaps."""
        message: dict[str, object] = {"function": function} if event is None else {"function": function, "event": event}
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(encode(message), self._place)

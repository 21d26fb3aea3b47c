"""Kicks as datagrams to the local host."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

from spice.adapters.datagram.sealed import seal
from spice.messages.codec import encode


class DatagramKick:
    """Sends {"function", "event"} to `udp://:key@host:port`, sealed, and looks no further: a schedule guarantees."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        if place.scheme != "udp" or not (place.hostname and place.port and place.password):
            raise ValueError("the kick URL is not udp://:key@host:port")
        self._place, self._key = (place.hostname, place.port), place.password

    def __call__(self, function: str, event: dict[str, object] | None = None) -> None:
        """Invoke a function by its catalogue name, perhaps."""
        message: dict[str, object] = {"function": function} if event is None else {"function": function, "event": event}
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(seal(encode(message), self._key), self._place)

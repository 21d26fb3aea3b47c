"""Sealed datagrams to the host: anybody on the machine can send one, and an event says what a function does."""

import hmac

LENGTH = 32
"""Of a seal."""


def seal(message: bytes, key: str) -> bytes:
    """Put before a message what only a holder of the key can make."""
    return _made(message, key) + message


def opened(datagram: bytes, key: str) -> bytes | None:
    """Give the message back; None when no holder of the key sent it."""
    given, message = datagram[:LENGTH], datagram[LENGTH:]
    return message if hmac.compare_digest(given, _made(message, key)) else None


def _made(message: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), message, "sha256")

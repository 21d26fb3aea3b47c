"""Does a server answer? Asked in its own protocol, without its driver."""

import socket
import struct
from collections.abc import Callable
from pathlib import Path

from local.free_ports import LOOPBACK
from spice.adapters.opensearch.door import connected

PROTOCOL_3 = 196608
API_VERSIONS, CORRELATION = 18, 1


def postgres_answers(port: int) -> bool:
    """Begin a session: a server that is still starting refuses it, a ready one asks for the password."""
    greeting = struct.pack("!i", PROTOCOL_3) + b"user\0spice\0database\0spice\0\0"
    return _says(port, struct.pack("!i", len(greeting) + 4) + greeting, b"R")


def redis_answers(port: int, password: str) -> bool:
    """Authenticate: a server that is still loading refuses."""
    return _says(port, f"AUTH {password}\r\n".encode(), b"+OK")


def http_answers(port: int, path: str) -> bool:
    """Get a page; a 2xx counts."""
    return _says(port, _get(path, f"{LOOPBACK}:{port}"), b"HTTP/1.1 2")


def door_answers(door: Path, path: str) -> bool:
    """Get a page from behind a door; a 2xx counts."""
    return _told(lambda: connected(door, 1.0), _get(path, "localhost"), b"HTTP/1.1 2")


def kafka_answers(port: int) -> bool:
    """Ask which versions the broker speaks; one that is still starting hangs up."""
    question = struct.pack("!ihhih", 10, API_VERSIONS, 0, CORRELATION, -1)
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1.0) as connection:
            connection.sendall(question)
            return connection.recv(10, socket.MSG_WAITALL)[4:] == struct.pack("!ih", CORRELATION, 0)
    except OSError:
        return False


def _says(port: int, question: bytes, expected: bytes) -> bool:
    return _told(lambda: socket.create_connection((LOOPBACK, port), timeout=1.0), question, expected)


def _get(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def _told(connect: Callable[[], socket.socket], question: bytes, expected: bytes) -> bool:
    try:
        with connect() as connection:
            connection.settimeout(1.0)
            connection.sendall(question)
            return connection.recv(64).startswith(expected)
    except OSError:
        return False

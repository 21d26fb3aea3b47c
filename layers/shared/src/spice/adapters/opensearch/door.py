"""The door of a server that listens in a network of its own: a Unix socket that hands out connections to it."""

import os
import socket
from pathlib import Path

CONNECT_SECONDS = 5.0


def connected(door: Path, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """Ask at the door for a connection. Raises OSError when nobody is there or the server does not listen."""
    # By its folder's descriptor: a data folder may lie deeper than the address of a socket is long.
    folder = os.open(door.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(seconds)
            asking.connect(f"/proc/self/fd/{folder}/{door.name}")
            _, handed, _, _ = socket.recv_fds(asking, 1, 1, socket.MSG_CMSG_CLOEXEC)
    finally:
        os.close(folder)
    if not handed:
        raise ConnectionRefusedError(f"behind {door} nobody listens")
    connection = socket.socket(fileno=handed[0])
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection

"""Run a server in a network of its own, with one door: a Unix socket that hands out connections to it.

Who may open the socket asks nothing and is handed a connected one: what is said then passes through no other process.
Server and door live and die together.
"""

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from local.running.launch import PRIVATE, become
from local.running.own_network import enter_own_network

LOOPBACK = "127.0.0.1"
ALONE, NOT_YET = "alone", "not-yet"
CONNECT_SECONDS = 1.0
BACKLOG = 128


def main(door: Path, port: int, user: str, folder: str, argv: list[str], *, alone: bool) -> None:
    """Start the server, `alone` or in a network made for it; hand out connections until it ends; end as it did."""
    # As short as can be: the address of a socket has a hundred characters.
    os.chdir(door.parent)
    listener = _listen(door.name)
    if not alone:
        enter_own_network()
    parent = os.getpid()
    server = os.fork()
    if server == 0:
        listener.close()
        become(parent, user, signal.SIGKILL, folder, argv)
    _live_with(server)
    while True:
        asking, _ = listener.accept()
        with asking, suppress(OSError):
            _hand_over(asking, port)


def _listen(name: str) -> socket.socket:
    Path(name).unlink(missing_ok=True)
    os.umask(PRIVATE)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(name)
    listener.listen(BACKLOG)
    return listener


def _hand_over(asking: socket.socket, port: int) -> None:
    """Connect and pass the connection on; while the server does not listen, hang up."""
    with socket.create_connection((LOOPBACK, port), CONNECT_SECONDS) as connection:
        connection.setblocking(True)
        socket.send_fds(asking, [b"."], [connection.fileno()])


def _live_with(server: int) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        os.kill(server, number)

    def buried(number: int, frame: FrameType | None) -> None:
        ended, status = os.waitpid(server, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGCHLD, buried)
    buried(signal.SIGCHLD, None)


if __name__ == "__main__":
    given = sys.argv
    main(Path(given[1]), int(given[2]), given[3], given[4], given[6:], alone=given[5] == ALONE)

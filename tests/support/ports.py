"""Ports that this process of tests alone uses: whoever holds the first of a block has all of it, also beside others."""

import os
import socket
from functools import cache
from itertools import count

from local.free_ports import LOOPBACK, RANGE, is_free

BLOCK = 150
FRONTS = 40
"""Of each block, for what speaks HTTP to a test; the others are for services, which choose among them by themselves."""
FIRST_SERVICE = FRONTS + 1

_turns = count()


@cache
def _claimed() -> tuple[int, socket.socket]:
    """Hold a block as long as this process lives."""
    blocks = [*RANGE[: -BLOCK + 1 : BLOCK]]
    start = os.getpid() % len(blocks)
    for first in (*blocks[start:], *blocks[:start]):
        claim = socket.socket()
        try:
            claim.bind((LOOPBACK, first))
        except OSError:
            claim.close()
        else:
            return first, claim
    raise OSError(f"every block of ports from {RANGE.start} to {RANGE.stop} is taken")


def service_ports() -> range:
    """The ports of this process's services."""
    first, _ = _claimed()
    return range(first + FIRST_SERVICE, first + BLOCK)


def as_option() -> str:
    """The ports of services, as the command line takes them."""
    ports = service_ports()
    return f"{ports.start}-{ports.stop - 1}"


def free_port(*, beside: int = 0) -> int:
    """A port nobody listens on, nor on the one so much above; another each time, until all were given."""
    first, _ = _claimed()
    for _ in range(FRONTS):
        port = first + 1 + next(_turns) % FRONTS
        if is_free(port) and is_free(port + beside):
            return port
    raise OSError("no port is free")

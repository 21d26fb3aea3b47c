"""Who may not come in: other users of the machine and web pages. Every socket the platform opens is accounted for."""

import contextlib
import os
import socket
import subprocess
from pathlib import Path

import httpx
import psutil
import pytest

from local.folder.plan import GRPC_OFFSET, Plan, read_plan
from local.services.binaries import weed
from tests.contract.local.platform.conftest import Started
from tests.support.doors import ELSEWHERE, METHODS, NOBODY, answer, doors, open_to_pages, places, sockets

pytestmark = pytest.mark.services
CORS = {"access-control-allow-origin", "access-control-allow-methods", "access-control-allow-headers"}


def plan_of(running: Started) -> Plan:
    plan = read_plan(running.folder)
    assert plan is not None
    return plan


def shell(home: Path, plan: Plan, command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Ask in SeaweedFS's own shell, as another user where root can be one."""
    where = {part: f"127.0.0.1:{plan.ports[part]}.{plan.ports[part] + GRPC_OFFSET}" for part in ("master", "filer")}
    return subprocess.run(
        ["timeout", "5", str(weed()), "shell", *(f"-{part}={place}" for part, place in where.items())],
        input=command,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(home), **more},
        user=NOBODY if os.geteuid() == 0 and not more else None,
        cwd="/",
    )


def test_every_socket_is_accounted_for(running: Started) -> None:
    plan = plan_of(running)

    tcp, udp, unix = (set(places(running.family(), kind)) for kind in ("tcp", "udp", "unix"))

    assert tcp == {*doors(plan).values(), running.port}
    assert udp == {plan.ports["kick"]}
    assert {place for place in unix if place} == sockets(plan)


@pytest.mark.parametrize("method", METHODS)
def test_no_page_is_answered(running: Started, method: str) -> None:
    assert open_to_pages(doors(plan_of(running)), method) == {}


@pytest.mark.parametrize("method", METHODS)
def test_no_page_reads_what_the_api_says(running: Started, method: str) -> None:
    with httpx.Client(headers=ELSEWHERE) as page:
        got = [answer(page, running.port, method, path) for path in ("/", "/.well-known/jwks.json", "/api/v1/x", "/x")]

    assert [(each.status_code, each.headers) for each in got if each and CORS & each.headers.keys()] == []
    assert None not in got


def test_another_users_shell_is_refused_by_every_part(running: Started) -> None:
    told = shell(Path("/nonexistent"), plan_of(running), "fs.ls /buckets\nvolume.list")

    assert told.returncode
    assert "spice-log" not in told.stdout


def test_what_the_platform_writes_is_its_own(running: Started) -> None:
    root = running.folder.root
    sockets = [Path(str(place)) for place in places(running.family(), "unix") if str(place).startswith("/")]

    # SeaweedFS opens what it says of a volume to all by its own hand, in a closed folder.
    files = [path for path in (root, *root.rglob("*"), *sockets) if path.exists() and path.suffix != ".vif"]

    assert [(path, oct(path.stat().st_mode)) for path in files if path.stat().st_mode & 0o077] == []


def test_the_platforms_own_shell_is_let_in(running: Started) -> None:
    tls = running.folder.of("seaweedfs") / "tls"
    shown = {
        "WEED_GRPC_CA": str(tls / "authority.pem"),
        "WEED_GRPC_CLIENT_CERT": str(tls / "certificate.pem"),
        "WEED_GRPC_CLIENT_KEY": str(tls / "key.pem"),
    }

    told = shell(running.folder.root, plan_of(running), "fs.ls /buckets", **shown)

    assert "spice-log" in told.stdout, told


def test_a_client_of_the_cache_without_the_password_takes_no_memory(running: Started) -> None:
    process = psutil.Process(running.service("redis").pid)
    before = process.memory_info().rss

    place = ("127.0.0.1", plan_of(running).ports["redis"])
    with socket.create_connection(place, timeout=1) as stranger, contextlib.suppress(OSError):
        for _ in range(64):
            stranger.sendall(b"ECHO " + b"x" * (1 << 20) + b"\r\n" + b"PING\r\n" * 100_000)

    assert process.memory_info().rss - before < 16 << 20

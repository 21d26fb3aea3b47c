"""Who may not come in: other users of the machine and web pages. Every socket the platform opens is accounted for."""

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from local.binaries import weed
from local.plan import GRPC_OFFSET, WEED_PARTS, Plan, read_plan
from tests.contract.local_services_platform.conftest import Started

pytestmark = pytest.mark.services

ELSEWHERE = {"Origin": "https://evil.example", "Host": "evil.example"}
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
PATHS = (
    "/",
    "/buckets/spice-log/?pretty=y",
    "/cluster/status",
    "/col/delete?collection=spice-log",
    "/dir/assign",
    "/dir/status",
    "/metrics",
    "/spice-log",
    "/spice-log/log/forged.seg",
    "/submit",
    "/ui/index.html",
    "/vol/vacuum",
    "/?Action=ListUsers&Version=2010-05-08",
    "/?Action=CreateAccessKey&UserName=mini&Version=2010-05-08",
    "/?Action=GetCallerIdentity&Version=2011-06-15",
)
REFUSALS = {301, 307, 400, 401, 403, 404, 405, 501}
SOCKETS = {"filer.sock", "s3.sock", *(f"/tmp/seaweedfs-{part}-grpc-{{}}.sock" for part in WEED_PARTS)}
NOBODY = 65534


def plan_of(running: Started) -> Plan:
    plan = read_plan(running.folder)
    assert plan is not None
    return plan


def doors(plan: Plan) -> dict[str, int]:
    """Every port but the API's, by name."""
    weeds = {f"{part} gRPC": plan.ports[part] + GRPC_OFFSET for part in WEED_PARTS}
    return {name: port for name, port in plan.ports.items() if name != "kick"} | weeds


def places(running: Started, kind: str) -> Iterator[object]:
    for process in running.family():
        for each in process.net_connections(kind):
            if each.laddr and not each.raddr and (kind != "tcp" or each.status == psutil.CONN_LISTEN):
                yield each.laddr.port if kind != "unix" else each.laddr


def answer(client: httpx.Client, port: int, method: str, path: str) -> httpx.Response | None:
    """What a page gets; None when it is no HTTP at all."""
    body = b"x=1" if method in ("PUT", "POST") else None
    try:
        return client.request(method, f"http://127.0.0.1:{port}{path}", content=body)
    except httpx.TransportError:
        return None


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
    expected = {
        place.format(plan.ports.get(place.split("-")[1], 0) + GRPC_OFFSET) if "{" in place else place
        for place in SOCKETS
    }

    tcp, udp, unix = (set(places(running, kind)) for kind in ("tcp", "udp", "unix"))

    assert tcp == {*doors(plan).values(), running.port}
    assert udp == {plan.ports["kick"]}
    assert {place for place in unix if place} == expected


@pytest.mark.parametrize("method", METHODS)
def test_no_page_is_answered(running: Started, method: str) -> None:
    ports = doors(plan_of(running))

    with httpx.Client(headers=ELSEWHERE, timeout=1) as page:
        spoken = {name: port for name, port in ports.items() if answer(page, port, method, "/") is not None}
        told = {(name, path): answer(page, port, method, path) for name, port in spoken.items() for path in PATHS}

    open_ = {
        where: (got.status_code, got.headers.get("access-control-allow-origin"))
        for where, got in told.items()
        if got is not None and (got.status_code not in REFUSALS or _shared(where[0], got))
    }
    preflights = {where: got for where, got in open_.items() if method == "OPTIONS" and where[0] == "s3"}
    assert open_ == preflights


def test_another_users_shell_is_refused_by_every_part(running: Started) -> None:
    told = shell(Path("/nonexistent"), plan_of(running), "fs.ls /buckets\nvolume.list")

    assert told.returncode
    assert "spice-log" not in told.stdout


def test_what_the_platform_writes_is_its_own(running: Started) -> None:
    root = running.folder.root
    sockets = [Path(str(place)) for place in places(running, "unix") if str(place).startswith("/")]

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


def _shared(name: str, got: httpx.Response) -> bool:
    """S3 lets any page read its refusals; its answers are for those who sign."""
    return name != "s3" and got.headers.get("access-control-allow-origin") == "*"


def test_a_client_of_the_cache_without_the_password_takes_no_memory(running: Started) -> None:
    process = psutil.Process(running.service("redis").pid)
    before = process.memory_info().rss

    place = ("127.0.0.1", plan_of(running).ports["redis"])
    with socket.create_connection(place, timeout=1) as stranger, contextlib.suppress(OSError):
        for _ in range(64):
            stranger.sendall(b"ECHO " + b"x" * (1 << 20) + b"\r\n" + b"PING\r\n" * 100_000)

    assert process.memory_info().rss - before < 16 << 20

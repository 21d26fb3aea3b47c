"""The doors of a running platform, and strangers who try them: web pages and other users of the machine."""

import os
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import psutil

from local.folder.plan import GRPC_OFFSET, WEED_PARTS, Plan
from local.running.launch import change_user

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
OWN_NETWORK = {"opensearch", "opensearch_transport"}
"""Ports that are nobody's in the machine's network."""
NOBODY = 65534


def doors(plan: Plan) -> dict[str, int]:
    """Every port but the API's, by name."""
    weeds = {f"{part} gRPC": plan.ports[part] + GRPC_OFFSET for part in WEED_PARTS}
    return {name: port for name, port in plan.ports.items() if name != "kick" and name not in OWN_NETWORK} | weeds


def sockets(plan: Plan) -> set[str]:
    """Every socket in the file system, as its server names it."""
    weeds = {
        place.format(plan.ports.get(place.split("-")[1], 0) + GRPC_OFFSET) if "{" in place else place
        for place in SOCKETS
    }
    return weeds | {"opensearch.sock"} if plan.full else weeds


def places(family: Iterable[psutil.Process], kind: str) -> Iterator[object]:
    """Where the processes listen; of those in a network of their own, what others can reach."""
    for process in family:
        with suppress(FileNotFoundError, psutil.NoSuchProcess):  # one that only helped for a moment
            if network(process.pid) != network(os.getpid()):
                yield from _named_apart(process.pid) if kind == "unix" else ()
                continue
            for each in process.net_connections(kind):
                if each.laddr and not each.raddr and (kind != "tcp" or each.status == psutil.CONN_LISTEN):
                    yield each.laddr.port if kind != "unix" else each.laddr


def _named_apart(pid: int) -> Iterator[str]:
    """The sockets with names of a network that is not ours: a file system is the same from everywhere."""
    for line in Path(f"/proc/{pid}/net/unix").read_text().splitlines()[1:]:
        yield from line.split()[7:]


def network(pid: int) -> str:
    """Name the network a process is in."""
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def answer(client: httpx.Client, port: int, method: str, path: str) -> httpx.Response | None:
    """What a page gets; None when it is no HTTP at all."""
    body = b"x=1" if method in ("PUT", "POST") else None
    try:
        return client.request(method, f"http://127.0.0.1:{port}{path}", content=body)
    except httpx.TransportError:
        return None


def open_to_pages(ports: Mapping[str, int], method: str) -> dict[tuple[str, str], tuple[int, str | None]]:
    """What a page of another origin and host is let do, or let read."""
    with httpx.Client(headers=ELSEWHERE, timeout=1) as page:
        spoken = {name: port for name, port in ports.items() if answer(page, port, method, "/") is not None}
        told = {(name, path): answer(page, port, method, path) for name, port in spoken.items() for path in PATHS}
    found = {
        where: (got.status_code, got.headers.get("access-control-allow-origin"))
        for where, got in told.items()
        if got is not None and (got.status_code not in REFUSALS or _shared(where[0], got))
    }
    return {where: got for where, got in found.items() if (method, where[0]) != ("OPTIONS", "s3")}


def reached_by_nobody(tried: Sequence[int | Path]) -> list[int | Path]:
    """Connect to ports and sockets as another user, where root can be one; tell which were reached."""
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        if os.geteuid() == 0:
            change_user(NOBODY)
        os.write(write, bytes(_reached(place) for place in tried))
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(read, len(tried))
    os.close(read)
    os.close(write)
    return [place for place, reached in zip(tried, told, strict=True) if reached]


def _reached(place: int | Path) -> bool:
    kind = socket.AF_UNIX if isinstance(place, Path) else socket.AF_INET
    with socket.socket(kind) as stranger:
        return not stranger.connect_ex(str(place) if isinstance(place, Path) else ("127.0.0.1", place))


def _shared(name: str, got: httpx.Response) -> bool:
    """S3 lets any page read its refusals; its answers are for those who sign."""
    return name != "s3" and got.headers.get("access-control-allow-origin") == "*"

"""A publisher of small parts on 127.0.0.1, which can be told to misbehave."""

import hashlib
import io
import os
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local.parts.cache import Cache
from local.parts.pins import File, Part, Pins, Plugin

HALF, WRONG, BUSY, HELD = "half", "wrong", "busy", "held"


def archive(**files: bytes) -> bytes:
    """Make a zip; names that begin with `run` may be executed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"top/{name.replace('__', '/')}")
            entry.external_attr = (0o755 if name.startswith("run") else 0o644) << 16
            out.writestr(entry, content)
    return packed.getvalue()


CONTENT = {
    "java.whl": archive(run__java=b"#!java", lib__modules=b"modules", run__other=b"other"),
    "kafka.jar": b"kafka" * 50_000,
    "clients.jar": b"clients" * 50_000,
    "nori.jar": b"nori",
}


class Publisher:
    """Serves CONTENT; `ill` says how a file's next answers go wrong."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.ill: dict[str, list[str]] = {}
        self.release = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        """Be gone."""
        self.release.set()
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.rpartition("/")[2]
                publisher.asked.append(name)
                ills = publisher.ill.get(name, [])
                publisher.answer(self, CONTENT[name], ills.pop(0) if ills else None)

            def log_message(self, format: str, *args: object) -> None:
                """Be quiet."""

        return Handler

    def answer(self, request: BaseHTTPRequestHandler, body: bytes, ill: str | None) -> None:
        """Send a body, or what an ill publisher sends."""
        request.send_response(503 if ill == BUSY else 200)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2])
        if ill == HELD:
            request.wfile.flush()
            self.release.wait(30)
        if ill in (None, HELD, BUSY):
            request.wfile.write(body[len(body) // 2 :])
        elif ill == WRONG:
            request.wfile.write(b"?" * (len(body) - len(body) // 2))
        request.close_connection = True


def a_file(name: str, *, into: str = "", unpack: str | None = None, skip: tuple[str, ...] = ()) -> File:
    """Pin a published file."""
    content = CONTENT[name]
    return File(
        source="maven",
        path=f"org/{name}",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        into=into,
        unpack=unpack,
        skip=skip,
    )


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    publisher = Publisher()
    yield publisher
    publisher.close()


@pytest.fixture
def pins(publisher: Publisher) -> Pins:
    plugin = Plugin(name="analysis-nori", description="Korean", classname="org.Nori")
    return Pins(
        sources={"maven": publisher.url},
        parts=[
            Part(name="java", version="25", files=(a_file("java.whl", unpack="top/", skip=("run/other",)),)),
            Part(name="kafka", version="4", files=(a_file("kafka.jar"), a_file("clients.jar"))),
            Part(
                name="opensearch",
                version="3",
                folders=("bin",),
                plugins=(plugin,),
                files=(a_file("nori.jar", into="plugins/analysis-nori"),),
            ),
        ],
    )


@pytest.fixture
def cache(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """A cache in a folder every user may pass."""
    # A process of several has its own folder within that of the run.
    ours = tmp_path_factory.getbasetemp().parent
    top = ours.parent if os.environ.get("PYTEST_XDIST_WORKER") else ours
    for folder in (tmp_path, *(each for each in tmp_path.parents if each.is_relative_to(top))):
        folder.chmod(0o711)
    return Cache(tmp_path / "cache")

"""A platform of a few lines, on a real port: what the command line says to it is kept for the tests to read."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app

Reply = tuple[int, dict[str, Any], dict[str, str]]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Read its body."""
        return json.loads(self.body)

    @property
    def lines(self) -> list[Any]:
        """Read its NDJSON body."""
        return [json.loads(line) for line in self.body.splitlines()]


@dataclass
class FakePlatform:
    """Answers what it was told to; keeps what it was asked."""

    endpoint: str = ""
    asked: list[Asked] = field(default_factory=list)
    replies: dict[tuple[str, str], list[Reply]] = field(default_factory=dict)
    when: Callable[[], object] = lambda: None

    def answers(
        self, method: str, path: str, data: object = None, *, status: int = 200, headers: Any = None, **envelope: object
    ) -> None:
        """Queue an answer; the last one queued for a request is given again and again."""
        body = {"status": "success", "message": "", "data": data, "errors": [], "meta": {}} | envelope
        self.replies.setdefault((method, path), []).append((status, body, dict(headers or {})))

    def requests(self, method: str, path: str) -> list[Asked]:
        """List what was asked with this method and path."""
        return [each for each in self.asked if (each.method, each.path) == (method, path)]

    def reply(self, method: str, path: str) -> Reply:
        """Take the next answer."""
        queued = self.replies.get((method, path))
        if not queued:
            return 404, {"status": "error", "message": "nothing here", "errors": [{"code": "not_found"}]}, {}
        return queued.pop(0) if len(queued) > 1 else queued[0]


def _handler(platform: FakePlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            path, _, query = self.path.removeprefix("/api/v1").partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            platform.asked.append(Asked(self.command, path, query, headers, body))
            platform.when()
            status, envelope, extra = platform.reply(self.command, path)
            sent = json.dumps(envelope).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(sent)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """Run a fake platform for one test."""
    fake = FakePlatform()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake)) as server:
        server.daemon_threads = True
        fake.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield fake
        server.shutdown()
        thread.join()


@pytest.fixture
def spice(platform: FakePlatform, tmp_path: Path) -> Callable[..., Result]:
    """Run the `spice` command against the fake platform."""

    def run(*words: str, input: str | bytes | None = None) -> Result:
        environment = {"SPICE_ENDPOINT": platform.endpoint, "SPICE_TOKEN": "t", "SPICE_DB": "db", "COLUMNS": "200"}
        environment |= {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
        return CliRunner().invoke(app, list(words), input=input, env=environment)

    return run

"""Sheets API v4, Drive API v3 and the place where keys become tokens, on loopback, with what goes wrong there."""

import json
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from spice.domain.sheets.google_doors import GoogleDoors
from tests.support.google.documents import part_of

JSON = Mapping[str, Any]
_STATUS = {401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}


@dataclass
class FakeGoogle:
    """Spreadsheets by id, as the API has them; who may see which; what is answered instead."""

    url: str
    spreadsheets: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: dict[str, set[str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    """Accounts that get no token any more."""
    instead: list[tuple[int, JSON]] = field(default_factory=list)
    """What the next questions are answered with."""
    drive: bool = True
    asked: list[str] = field(default_factory=list)
    """Paths and queries, in order; tokens that were asked for as `token of …`."""
    tokens: dict[str, str] = field(default_factory=dict)
    """Token to account."""

    @property
    def doors(self) -> GoogleDoors:
        """Doors that lead here."""
        return GoogleDoors(sheets=self.url, drive=self.url, token=f"{self.url}/token")

    def token(self, asked: Mapping[str, str]) -> tuple[int, JSON]:
        """Turn a signed claim or a refresh token into a token."""
        account = _claimed(asked["assertion"]) if "assertion" in asked else asked["client_id"]
        self.asked.append(f"token of {account}")
        if account in self.revoked:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = account
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def answer(self, path: str, query: Mapping[str, list[str]], token: str) -> tuple[int, JSON]:
        """Answer a question."""
        if self.instead:
            return self.instead.pop(0)
        account = self.tokens.get(token)
        if account is None or account in self.revoked:
            return error(401, "Request had invalid authentication credentials.")
        id_ = unquote(path.rpartition("/")[2])
        if id_ not in self.spreadsheets:
            return error(404, "Requested entity was not found.")
        if account not in self.shared.get(id_, ()):
            return error(403, "The caller does not have permission")
        if path.startswith("/drive/v3/files/"):
            told = {"version": str(self.versions.get(id_, 1))}
            return (200, told) if self.drive else error(403, "Google Drive API has not been used in project")
        return part_of(self.spreadsheets[id_], query)


def error(status: int, message: str, **more: Any) -> tuple[int, JSON]:
    """Refuse as Google does."""
    told = {"code": status, "message": message, "status": _STATUS.get(status, "INTERNAL"), **more}
    return status, {"error": told}


def _claimed(assertion: str) -> str:
    body = assertion.split(".")[1]
    claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert "spreadsheets.readonly" in claims["scope"]
    return str(claims["iss"])


@contextmanager
def fake_google() -> Iterator[FakeGoogle]:
    """Serve it."""
    google = FakeGoogle("")

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            google.asked.append(self.path)
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._answer(*google.answer(asked.path, parse_qs(asked.query), token))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(*google.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, status: int, told: JSON) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            if 300 <= status < 400:
                self.send_header("Location", str(told["to"]))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    google.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield google
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""The address on this machine to which the issuer sends the browser back, once."""

import errno
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

from cli.failure import Failure
from infra.catalogue.names import LOGIN_PATH, LOGIN_PORTS

DONE = "<!doctype html><meta charset=utf-8><title>spice</title><p>Signed in: this window may be closed."
NOT = "<!doctype html><meta charset=utf-8><title>spice</title><p>Not signed in: the terminal says why."


class Loopback:
    """Listens on the first free of the ports that the issuer knows, on 127.0.0.1 alone."""

    def __init__(self, state: str, ports: tuple[int, ...] = LOGIN_PORTS) -> None:
        self._state, self.code, self.error = state, "", ""
        self._server = self._listen(ports)
        self.redirect = f"http://localhost:{self._server.server_port}{LOGIN_PATH}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        """Stop listening."""
        self._server.server_close()

    def wait(self, seconds: float) -> str:
        """Answer the code that the browser brings; what has another state than ours is not looked at."""
        self._server.timeout = seconds
        self._server.handle_timeout = self._late  # type: ignore[method-assign]
        while not self.code and not self.error:
            self._server.handle_request()
        if self.error:
            raise Failure(f"not signed in: {self.error}")
        return self.code

    def _late(self) -> None:
        self.error = "nobody came back from the browser in time"

    def _listen(self, ports: tuple[int, ...]) -> HTTPServer:
        for port in ports:
            try:
                return HTTPServer(("127.0.0.1", port), self._handler())
            except OSError as failed:
                if failed.errno != errno.EADDRINUSE:
                    raise Failure(f"cannot listen on 127.0.0.1:{port}: {failed.strerror}") from failed
        raise Failure(f"the ports {', '.join(map(str, ports))} of this machine are taken: none is left to come back to")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5
            """Seconds for a browser that opened a connection in advance, and says nothing."""

            def do_GET(self) -> None:
                """Take what the issuer's redirect brings."""
                place = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(place.query).items()}
                if place.path != LOGIN_PATH or asked.get("state") != loopback._state:
                    self.send_error(404)
                    return
                loopback.code = asked.get("code", "")
                if not loopback.code:
                    loopback.error = asked.get("error_description") or asked.get("error", "no code")
                body = (DONE if loopback.code else NOT).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: a code is a secret."""

        return Handler

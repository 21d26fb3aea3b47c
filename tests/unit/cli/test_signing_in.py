"""`spice login` at an issuer: a code goes through the browser, a token comes for it, and is renewed before it ends."""

import base64
import hashlib
import json
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.failure import Failure
from cli.profiles import Profile, read_profile, write_profile
from cli.signing_in import loopback
from cli.signing_in.issuer import Issuer, Tokens
from cli.signing_in.loopback import Loopback
from cli.signing_in.sign_in import sign_in
from infra.catalogue.names import LOGIN_PATH, login_urls
from tests.unit.cli.conftest import FakePlatform

NOW = time.time()


def token(**claims: object) -> str:
    """A token in form; its signature is the API's business."""
    middle = base64.urlsafe_b64encode(json.dumps({"exp": NOW + 3600, **claims}).encode()).rstrip(b"=").decode()
    return f"head.{middle}.signature"


@dataclass
class FakeIssuer:
    """Answers as Cognito's endpoints do; keeps what it was asked."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    challenge: str = ""
    nonce: str = ""
    without: str = ""
    refuses: str = ""

    def discovery(self) -> dict[str, str]:
        """Its own description."""
        told = {"issuer": self.url, "authorization_endpoint": f"{self.url}/a", "token_endpoint": f"{self.url}/t"}
        return {name: value for name, value in told.items() if name != self.without}

    def give(self, asked: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Give tokens: for a code only to who knows what its challenge was made of."""
        self.asked.append(asked)
        if self.refuses:
            return 400, {"error": self.refuses}
        if asked["grant_type"] == "refresh_token":
            return 200, {"id_token": token(sub="kim", fresh=True)}
        made = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if made != self.challenge or asked["code"] != "the-code":
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": token(sub="kim", nonce=self.nonce), "refresh_token": "again", "access_token": "no"}

    def browse(self, url: str, **changed: str) -> bool:
        """Be the browser of a person who signs in: the issuer sends it back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url[url.index("http") :]).query).items()}
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        back = {"code": "the-code", "state": asked["state"], **changed}
        port = urlsplit(asked["redirect_uri"]).port

        def go() -> None:
            # Who comes when it is over is hung up on.
            with suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}{LOGIN_PATH}?{urlencode(back)}")

        threading.Thread(target=go).start()
        return True


@pytest.fixture
def issuer() -> Iterator[FakeIssuer]:
    fake = FakeIssuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, fake.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*fake.give({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, status: int, told: Mapping[str, Any]) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield fake
        server.shutdown()


def signed_in(issuer: FakeIssuer, browse: Callable[[str], object] | None = None) -> Tokens:
    def say(url: str) -> None:
        (browse or issuer.browse)(url)

    return sign_in(Issuer(issuer.url, "spice-cli"), open_browser=False, say=say, seconds=20)


def test_a_person_signs_in_with_a_code_that_only_we_can_redeem(issuer: FakeIssuer) -> None:
    found = signed_in(issuer)

    (asked,) = issuer.asked
    assert found.refresh == "again"
    assert found.token == token(sub="kim", nonce=issuer.nonce)
    assert (asked["grant_type"], asked["client_id"]) == ("authorization_code", "spice-cli")
    assert asked["redirect_uri"] in login_urls()


def test_a_redirect_that_we_did_not_ask_for_is_not_looked_at(issuer: FakeIssuer) -> None:
    def browse(url: str) -> None:
        issuer.browse(url, state="another", code="stolen")
        issuer.browse(url)

    assert signed_in(issuer, browse).refresh == "again"
    assert [asked["code"] for asked in issuer.asked] == ["the-code"]


def test_who_says_no_at_the_issuer_is_told_so(issuer: FakeIssuer) -> None:
    with pytest.raises(Failure, match="not signed in: access_denied"):
        signed_in(issuer, lambda url: issuer.browse(url, code="", error="access_denied"))


def test_a_token_for_another_question_is_refused(issuer: FakeIssuer) -> None:
    def browse(url: str) -> None:
        issuer.browse(url)
        issuer.nonce = "another"

    with pytest.raises(Failure, match="is not the one that was asked for"):
        signed_in(issuer, browse)


@pytest.mark.parametrize(
    ("url", "says"), [("http://issuer.example", "expected https://"), ("ftp://localhost", "expected https://")]
)
def test_an_issuer_is_spoken_to_in_secret(url: str, says: str) -> None:
    with pytest.raises(Failure, match=says):
        Issuer(url, "c")


def test_a_pool_without_a_domain_is_named(issuer: FakeIssuer) -> None:
    issuer.without = "authorization_endpoint"

    with pytest.raises(Failure, match="has no authorization_endpoint: a pool of Cognito needs a domain"):
        signed_in(issuer)


def test_nobody_who_comes_back_is_waited_for_only_so_long(issuer: FakeIssuer) -> None:
    with Loopback("state") as waiting, pytest.raises(Failure, match="nobody came back"):
        waiting.wait(0.05)


def test_ports_that_are_taken_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _ in range(2)]
        for each in taken:
            each.bind(("127.0.0.1", 0))
            each.listen()
        ports = tuple(each.getsockname()[1] for each in taken)
        with Loopback("state", (ports[0], 0)) as waiting:
            assert waiting.redirect.startswith("http://localhost:")
            assert not waiting.redirect.endswith(f":{ports[0]}{LOGIN_PATH}")
        with pytest.raises(Failure, match="are taken"):
            Loopback("state", ports)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("SPICE_ENDPOINT", "SPICE_TOKEN", "SPICE_PROFILE", "SPICE_DATA"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "spice" / "profiles.json"


def test_login_keeps_what_renews_it_for_its_owner_alone(
    issuer: FakeIssuer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", issuer.browse)

    ran = CliRunner().invoke(
        app, ["login", "prod", "--endpoint", "https://api.example", "--issuer", issuer.url, "--client", "spice-cli"]
    )

    assert ran.exit_code == 0, ran.output
    kept = read_profile("prod")
    assert (kept.endpoint, kept.issuer, kept.client) == ("https://api.example", issuer.url, "spice-cli")
    assert (kept.refresh, kept.token) == ("again", token(sub="kim", nonce=issuer.nonce))
    assert stat.S_IMODE(home.stat().st_mode) == 0o600


def test_an_issuer_without_a_client_is_refused(home: Path) -> None:
    ran = CliRunner().invoke(app, ["login", "prod", "--issuer", "https://issuer.example"])

    assert (ran.exit_code, "go together" in ran.output) == (2, True)


@pytest.mark.parametrize(("left", "renewals"), [(3600, 0), (30, 1), (-10, 1)])
def test_a_token_is_renewed_before_it_ends(
    issuer: FakeIssuer, home: Path, platform: FakePlatform, left: float, renewals: int
) -> None:
    platform.answers("GET", "/me", {"subject": "kim", "admin": False, "roles": {}})
    platform.answers("GET", "/database", [])
    old = token(sub="kim", exp=time.time() + left)
    write_profile(
        "work",
        Profile(endpoint=platform.endpoint, token=old, issuer=issuer.url, client="spice-cli", refresh="again"),
    )

    ran = CliRunner().invoke(app, ["db", "ls", "--profile", "work"])

    assert ran.exit_code == 0, ran.output
    used = old if renewals == 0 else token(sub="kim", fresh=True)
    assert {asked.headers["authorization"] for asked in platform.asked} == {f"Bearer {used}"}
    assert [asked["grant_type"] for asked in issuer.asked] == ["refresh_token"] * renewals
    assert (read_profile("work").token, read_profile("work").refresh) == (used, "again")


def test_what_can_no_longer_be_renewed_says_how_to_sign_in_again(
    issuer: FakeIssuer, home: Path, platform: FakePlatform
) -> None:
    issuer.refuses = "invalid_grant"
    old = token(exp=NOW - 10)
    write_profile(
        "work", Profile(endpoint=platform.endpoint, token=old, issuer=issuer.url, client="c", refresh="again")
    )

    ran = CliRunner().invoke(app, ["db", "ls", "--profile", "work"])

    assert "invalid_grant; `spice login work` signs in again" in " ".join(ran.output.split())
    assert loopback.NOT not in ran.output

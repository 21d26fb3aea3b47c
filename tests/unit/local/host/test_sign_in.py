"""Signing in at the platform's own issuer: whoever may read the data folder, as anybody; nobody else, as nobody."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from infra.catalogue.names import login_urls
from local.folder.issuer import Issuer
from local.folder.opening import CODE_SECONDS, opening_code
from local.host.front.authorizer import Authorizer
from local.host.front.gateway import Response
from local.host.front.refusals import Refusal
from local.host.front.signing_in.codes import SECONDS
from local.host.front.signing_in.sign_in import SignIn

ORIGIN = "http://127.0.0.1:8002"
HOME = f"{ORIGIN}/signed-in"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
WISH = {
    "response_type": "code",
    "client_id": "console",
    "redirect_uri": HOME,
    "scope": "openid",
    "state": "a&b",
    "nonce": "n1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
REDEEMING = {
    "grant_type": "authorization_code",
    "client_id": "console",
    "redirect_uri": HOME,
    "code_verifier": VERIFIER,
}


@dataclass
class World:
    """An issuer on a clock that a test moves."""

    now: float = 1_700_000_000.0
    issuer: Issuer = field(default_factory=lambda: Issuer(ec.generate_private_key(ec.SECP256R1())))

    def __post_init__(self) -> None:
        self.sign_in = SignIn(self.issuer, ORIGIN, ("http://localhost:5173",), lambda: self.now)

    def opening(self, subject: str = "kim", **options: Any) -> str:
        """What `spice open` makes."""
        return opening_code(self.issuer, subject, ("admin",), **{"now": self.now, **options})

    def post(self, path: str, **form: str) -> Response:
        """Send a form."""
        answered = self.sign_in.post(path, urlencode(form).encode())
        assert answered is not None
        return answered

    def authorize(self, **form: str) -> Response:
        """Answer the page that asks who."""
        return self.post("/oauth/authorize", **{**WISH, "user": "kim", **form})

    def code(self, **form: str) -> str:
        """Get a code, as a browser brings it."""
        return brought(self.authorize(**{"code": self.opening(), **form}))["code"]

    def redeem(self, code: str, **form: str) -> Response:
        """Bring a code to the token endpoint."""
        return self.post("/oauth/token", **{**REDEEMING, "code": code, **form})


@pytest.fixture
def world() -> World:
    return World()


def told(answered: Response) -> Any:
    return json.loads(answered.body)


def sent(answered: Response) -> str:
    return next(value for name, value in answered.headers if name == b"location").decode()


def brought(answered: Response) -> Mapping[str, str]:
    """What the browser is sent back with."""
    assert answered.status == 303, answered.body
    return {name: values[0] for name, values in parse_qs(urlsplit(sent(answered)).query).items()}


def test_a_code_of_the_data_folder_signs_in_as_anybody(world: World) -> None:
    back = brought(world.authorize(code=world.opening(), user="박지은", admin="yes"))
    tokens = told(world.redeem(back["code"]))

    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert back["state"] == "a&b"
    assert back["iss"] == claims["iss"] == ORIGIN
    assert (claims["sub"], claims["aud"], claims["nonce"]) == ("박지은", "console", "n1")
    assert claims["roles"] == ["admin"]
    assert claims["exp"] - claims["iat"] == tokens["expires_in"] == 3600


def test_whoever_signed_in_is_let_in_by_the_api(world: World) -> None:
    tokens = told(world.redeem(world.code()))
    authorizer = Authorizer(world.issuer.public_key, ORIGIN, lambda: world.now)

    for name in ("id_token", "access_token"):
        authorizer.check(f"Bearer {tokens[name]}".encode())


def test_no_code_and_no_session_is_a_token(world: World) -> None:
    code = world.opening()
    session = told(world.post("/oauth/session", code=code))["session"]
    authorizer = Authorizer(world.issuer.public_key, ORIGIN, lambda: world.now)

    for text in (code, session):
        with pytest.raises(Refusal):
            authorizer.check(f"Bearer {text}".encode())


@pytest.mark.parametrize("audience", ["spice", "console"])
def test_a_token_is_no_proof(world: World, audience: str) -> None:
    made = world.issuer.signed(aud=audience, sub="kim", roles=[], iat=world.now, exp=world.now + 60, jti="j", run="r")

    for form in ({"code": made}, {"session": made}):
        assert world.authorize(**form).status == 403


def test_a_session_signs_in_again_and_again(world: World) -> None:
    opened = told(world.post("/oauth/session", code=world.opening("lee")))

    assert (opened["user"], opened["admin"]) == ("lee", True)
    for _ in range(2):
        assert brought(world.authorize(session=opened["session"]))["code"]


@pytest.mark.parametrize(
    "form", [{}, {"code": "guessed"}, {"code": ""}, {"session": "x.y.z"}, {"session": "", "code": ""}]
)
def test_nobody_signs_in_without_a_proof(world: World, form: dict[str, str]) -> None:
    answered = world.authorize(**form)

    assert answered.status == 403
    assert b'name="code"' in answered.body


def test_a_code_of_the_data_folder_is_good_once(world: World) -> None:
    code = world.opening()
    assert brought(world.authorize(code=code))["code"]

    assert world.authorize(code=code).status == 403
    assert world.post("/oauth/session", code=code).status == 403


def test_a_code_of_the_data_folder_ends_soon(world: World) -> None:
    code = world.opening()

    world.now += CODE_SECONDS

    assert world.authorize(code=code).status == 403


def test_what_another_run_of_the_host_gave_is_good_for_nothing(world: World) -> None:
    code, session = world.opening(), told(world.post("/oauth/session", code=world.opening()))["session"]
    world.now += 1
    world.sign_in = SignIn(world.issuer, ORIGIN, (), lambda: world.now)

    assert world.authorize(code=code).status == 403
    assert world.authorize(session=session).status == 403


def test_a_code_of_another_folder_is_refused(world: World) -> None:
    assert world.authorize(code=World().opening()).status == 403


def test_a_whole_address_may_be_pasted(world: World) -> None:
    assert world.code(code=f" {ORIGIN}/oauth/open#{world.opening()} ")


@pytest.mark.parametrize("verifier", ["", "w" * 43, VERIFIER + "v", "v" * 42, "v" * 129, CHALLENGE, "ü" * 43])
def test_a_wrong_verifier_gets_nothing_and_ends_the_code(world: World, verifier: str) -> None:
    code = world.code()

    assert told(world.redeem(code, code_verifier=verifier))["error"] == "invalid_grant"
    assert told(world.redeem(code))["error"] == "invalid_grant"


def test_a_code_is_redeemed_once(world: World) -> None:
    code = world.code()
    assert world.redeem(code).status == 200

    replayed = world.redeem(code)

    assert (replayed.status, told(replayed)["error"]) == (400, "invalid_grant")


def test_a_code_ends_after_a_minute(world: World) -> None:
    code = world.code()

    world.now += SECONDS

    assert told(world.redeem(code))["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"code": "guessed"}, "invalid_grant"),
        ({"redirect_uri": login_urls()[0]}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"client_id": "another"}, "invalid_client"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_what_is_not_a_code_of_this_client_gets_nothing(world: World, form: dict[str, str], error: str) -> None:
    assert told(world.redeem(**{"code": world.code(), **form}))["error"] == error


@pytest.mark.parametrize(
    "redirect",
    [
        "https://evil.example/signed-in",
        f"{HOME}/",
        f"{HOME}?x=1",
        f"{ORIGIN}/",
        "http://127.0.0.1:8003/signed-in",
        "http://127.0.0.1:8002.evil.example/signed-in",
        "http://127.0.0.1:8002@evil.example/signed-in",
        "http://LOCALHOST:8250/signed-in",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(world: World, redirect: str) -> None:
    wish = {**WISH, "redirect_uri": redirect}
    looked = world.sign_in.get("/oauth/authorize", urlencode(wish))

    assert looked is not None
    for answered in (looked, world.authorize(redirect_uri=redirect, code=world.opening())):
        assert answered.status == 400
        assert not any(name == b"location" for name, _ in answered.headers)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "email"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_what_cannot_be_had_is_told_to_the_client(world: World, form: dict[str, str], error: str) -> None:
    back = brought(world.authorize(code=world.opening(), **form))

    assert (back["error"], back["state"], back["iss"]) == (error, "a&b", ORIGIN)


@pytest.mark.parametrize(
    ("form", "at_once"),
    [
        ({}, b"yes"),
        ({"prompt": "login"}, b"no"),
        ({"prompt": "select_account"}, b"no"),
        ({"redirect_uri": login_urls()[0]}, b"no"),
        ({"redirect_uri": "http://localhost:5173/signed-in"}, b"no"),
    ],
)
def test_only_our_own_console_signs_in_unasked(world: World, form: dict[str, str], at_once: bytes) -> None:
    answered = world.sign_in.get("/oauth/authorize", urlencode({**WISH, **form}))

    assert answered is not None
    assert b'data-at-once="' + at_once in answered.body


@pytest.mark.parametrize("redirect", [login_urls()[0], "http://localhost:5173/signed-in"])
def test_a_person_is_told_who_else_asks_and_does_not_say_yes_by_a_key(world: World, redirect: str) -> None:
    ours, theirs = (
        world.sign_in.get("/oauth/authorize", urlencode({**WISH, "redirect_uri": each})) for each in (HOME, redirect)
    )
    refused = world.authorize(redirect_uri=redirect)

    assert ours is not None
    assert theirs is not None
    assert b" autofocus" in ours.body
    assert b'class="by-console"' in ours.body
    for page in (theirs, refused):
        assert f"<strong>{redirect.removesuffix('/signed-in')}</strong>".encode() in page.body
        assert b'class="by-another"' in page.body
        assert b" autofocus" not in page.body


def test_the_page_holds_no_script_and_runs_none(world: World) -> None:
    evil = '"><script>alert(1)</script>'
    answered = world.sign_in.get("/oauth/authorize", urlencode({**WISH, "state": evil, "nonce": evil}))

    assert answered is not None
    refused = world.authorize(user=evil)
    for page in (answered, refused):
        policy = dict(page.headers)[b"content-security-policy"].decode()
        assert b"<script>" not in page.body
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_it_describes_itself_as_clients_expect(world: World) -> None:
    answered = world.sign_in.get("/.well-known/openid-configuration", "")

    assert answered is not None
    described = told(answered)
    assert described["issuer"] == ORIGIN
    assert described["code_challenge_methods_supported"] == ["S256"]
    assert described["response_types_supported"] == ["code"]
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert described[name].startswith(f"{ORIGIN}/")


@pytest.mark.parametrize("user", ["", "   ", "a\nb", "x" * 256])
def test_a_name_that_cannot_be_kept_burns_no_code(world: World, user: str) -> None:
    code = world.opening()
    assert world.authorize(code=code, user=user).status == 403

    assert brought(world.authorize(code=code))["code"]


def test_a_form_without_end_is_no_form(world: World) -> None:
    answered = world.sign_in.post("/oauth/token", b"&".join([b"code=1"] * 5000))

    assert answered is not None
    assert told(answered)["error"] == "unsupported_grant_type"

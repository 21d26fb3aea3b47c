"""Tokens that API Gateway has verified: the claims beside a request are taken, a header never is."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from spice.entrypoints.http.answer import Answer
from spice.entrypoints.http.api import Api
from spice.entrypoints.http.request import Request
from tests.support.api_client import AUDIENCE, ISSUER, Issuer
from tests.support.memory_platform import Clock, memory_ports

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
CLAIMS = {"sub": "kim", "iss": ISSUER, "aud": AUDIENCE, "exp": str(int(NOW.timestamp()) + 3600)}
"""As payload format 2.0 has them: every value is a text."""


@pytest.fixture
def api() -> Api:
    clock = Clock()
    clock.moment = NOW
    ports = memory_ports(clock)
    api = Api(replace(ports, settings=replace(ports.settings, jwt_verified_by="gateway")))

    @api.get("/me", needs="token")
    def me(request: Request) -> Answer:
        return Answer(data={"subject": request.actor.subject, "admin": request.actor.admin})

    @api.get("/ready", needs="nothing or a token")
    def ready(request: Request) -> Answer:
        return Answer(data={"subject": request.actor.subject})

    return api


def answered(
    api: Api, path: str, claims: Mapping[str, object] | None, *, authorization: str | None = None
) -> tuple[int, Any]:
    """Send a GET with the claims of an authorizer, or without one; answers the status, and data or code."""
    context: dict[str, object] = {"http": {"method": "GET", "path": f"/api/v1{path}"}, "stage": "$default"}
    if claims is not None:
        context["authorizer"] = {"jwt": {"claims": dict(claims), "scopes": None}}
    headers = {} if authorization is None else {"authorization": authorization}
    got = api({"rawPath": f"/api/v1{path}", "rawQueryString": "", "headers": headers, "requestContext": context})
    body = got["body"]
    told = json.loads(base64.b64decode(body) if got["isBase64Encoded"] else body)
    return got["statusCode"], told["data"] if got["statusCode"] == 200 else told["errors"][0]["code"]


def test_the_subject_is_the_one_that_the_gateway_verified(api: Api) -> None:
    assert answered(api, "/me", CLAIMS) == (200, {"subject": "kim", "admin": False})


@pytest.mark.parametrize("name", ["roles", "cognito:groups"])
@pytest.mark.parametrize(
    ("value", "admin"),
    [("[admin]", True), ("[staff admin]", True), (["admin"], True), ("admin", False), ("[administrators]", False)],
)
def test_groups_come_as_one_text(api: Api, name: str, value: object, *, admin: bool) -> None:
    assert answered(api, "/me", {**CLAIMS, name: value}) == (200, {"subject": "kim", "admin": admin})


def test_a_header_is_no_proof_where_no_authorizer_stood(api: Api, tmp_path: Path) -> None:
    good = Issuer(tmp_path).token("root", now=NOW, roles=["admin"])

    for authorization in (None, f"Bearer {good}", "Bearer x.y.z"):
        assert answered(api, "/me", None, authorization=authorization) == (401, "unauthenticated")
    assert answered(api, "/me", {}, authorization=f"Bearer {good}") == (401, "unauthenticated")


def test_a_header_does_not_make_more_of_the_claims(api: Api, tmp_path: Path) -> None:
    other = Issuer(tmp_path).token("root", now=NOW, roles=["admin"])

    got = answered(api, "/me", CLAIMS, authorization=f"Bearer {other}")

    assert got == (200, {"subject": "kim", "admin": False})


def test_an_open_route_knows_nobody(api: Api, tmp_path: Path) -> None:
    token = Issuer(tmp_path).token("kim", now=NOW)

    assert answered(api, "/ready", None, authorization=f"Bearer {token}") == (200, {"subject": "anonymous"})
    assert answered(api, "/ready", CLAIMS) == (200, {"subject": "kim"})


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.test"},
        {"aud": "another"},
        {"aud": None, "client_id": AUDIENCE},
        {"exp": "soon"},
        {"exp": None},
        {"sub": ""},
        {"sub": None},
    ],
)
def test_claims_that_are_not_for_us_are_refused(api: Api, changed: Mapping[str, object]) -> None:
    """The gateway takes an access token of Cognito, which has no audience; here it is refused as it is elsewhere."""
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}

    assert answered(api, "/me", claims) == (401, "unauthenticated")


def test_an_audience_may_be_one_of_several(api: Api) -> None:
    assert answered(api, "/me", {**CLAIMS, "aud": f"[other {AUDIENCE}]"})[0] == 200


@pytest.mark.parametrize("expiry", [str(int(NOW.timestamp()) - 6), "1.7e+09"])
def test_a_token_that_expired_while_it_waited_is_refused(api: Api, expiry: str) -> None:
    assert answered(api, "/me", {**CLAIMS, "exp": expiry}) == (401, "token_expired")


def test_where_keys_are_read_the_authorizers_word_counts_nothing(tmp_path: Path) -> None:
    clock = Clock()
    api = Api(memory_ports(clock, jwks_url=Issuer(tmp_path).url))

    @api.get("/me", needs="token")
    def me(request: Request) -> Answer:
        return Answer()

    assert answered(api, "/me", CLAIMS) == (401, "unauthenticated")

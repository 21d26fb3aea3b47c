"""An OpenID issuer, as far as a public client speaks with it."""

import base64
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from cli.failure import Failure, Unreachable

SECONDS = 15.0
HERE = ("localhost", "127.0.0.1", "::1")
SCOPES = "openid email"
SOON = 60.0
"""A token that ends within so many seconds is renewed before it is used."""


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What a person signed in with. The API takes the identity token: it alone says whom it is for."""

    token: str
    refresh: str | None = None


class Issuer:
    """One issuer and one client of it, which has no secret."""

    def __init__(self, url: str, client: str) -> None:
        self.url, self.client = _safe(url.rstrip("/"), "the issuer"), client
        self._known: Mapping[str, Any] | None = None

    def authorize_url(self, *, redirect: str, state: str, nonce: str, challenge: str) -> str:
        """Write the address that the browser is sent to."""
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": redirect,
            "scope": SCOPES,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._place('authorization_endpoint')}?{urlencode(asked)}"

    def redeem(self, code: str, *, redirect: str, verifier: str, nonce: str) -> Tokens:
        """Get tokens for a code."""
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
        tokens = self._tokens(asked)
        if claims_of(tokens.token).get("nonce") != nonce:
            raise Failure("the issuer's token is not the one that was asked for")
        return tokens

    def renew(self, refresh: str) -> Tokens:
        """Get a fresh token; the issuer may keep the same right to renew."""
        renewed = self._tokens({"grant_type": "refresh_token", "refresh_token": refresh})
        return renewed if renewed.refresh else Tokens(token=renewed.token, refresh=refresh)

    def _tokens(self, asked: Mapping[str, str]) -> Tokens:
        answer = self._ask("POST", self._place("token_endpoint"), data={**asked, "client_id": self.client})
        if not isinstance(answer.get("id_token"), str):
            raise Failure(f"{self.url} gave no identity token: {answer.get('error', 'its client has no openid scope')}")
        return Tokens(token=answer["id_token"], refresh=answer.get("refresh_token"))

    def _place(self, name: str) -> str:
        if self._known is None:
            self._known = self._ask("GET", f"{self.url}/.well-known/openid-configuration")
            if self._known.get("issuer") != self.url:
                raise Failure(f"{self.url} says that it is another issuer: {self._known.get('issuer')}")
        if not isinstance(place := self._known.get(name), str):
            raise Failure(f"{self.url} has no {name}: a pool of Cognito needs a domain for it")
        return _safe(place, name)

    def _ask(self, method: str, url: str, **given: Any) -> Mapping[str, Any]:
        import httpx  # takes a third of a second: not for commands that sign nobody in

        try:
            answer = httpx.request(method, url, timeout=SECONDS, **given)
            found = answer.json()
        except httpx.HTTPError as failed:
            raise Unreachable(f"{url} does not answer: {failed}") from failed
        except ValueError as broken:
            raise Failure(f"{url} answers {answer.status_code}, and no JSON") from broken
        if not isinstance(found, dict):
            raise Failure(f"{url} answers {answer.status_code}, and no JSON object")
        if answer.status_code >= 400:
            raise Failure(
                f"{self.url} refuses: {found.get('error_description') or found.get('error') or answer.status_code}"
            )
        return found


def claims_of(token: str) -> Mapping[str, Any]:
    """Read the claims of a token that came from its issuer itself, over TLS; nothing is verified."""
    try:
        middle = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError, msgspec.DecodeError) as broken:
        raise Failure("the issuer's token cannot be read") from broken
    return claims if isinstance(claims, dict) else {}


def ends_soon(token: str, clock: Callable[[], float] = time.time) -> bool:
    """Tell whether a token is over, or nearly."""
    expiry = claims_of(token).get("exp")
    return isinstance(expiry, int | float) and clock() + SOON >= expiry


def _safe(url: str, what: str) -> str:
    place = urlsplit(url)
    if place.scheme == "https" or (place.scheme == "http" and place.hostname in HERE):
        return url
    raise Failure(f"{what} is {url}: expected https://")

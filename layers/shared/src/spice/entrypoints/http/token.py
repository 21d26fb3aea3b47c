"""Bearer tokens: verified against the issuer's keys, remembered until they expire."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from cachetools import LRUCache

from spice.domain.errors import refuse
from spice.domain.spelling import spelled
from spice.entrypoints.http.request import Actor
from spice.entrypoints.http.visit import Visit
from spice.entrypoints.log import logger
from spice.ports.errors import Transient

if TYPE_CHECKING:
    from jwt import PyJWK

ALGORITHMS = ("RS256", "ES256")
LONGEST_TOKEN = 8192
REMEMBERED = 4096
REFRESH_SECONDS = 3600
RETRY_SECONDS = 5
LEEWAY_SECONDS = 5
_FETCH_SECONDS = 3.0


class Tokens:
    """Tells who a bearer token speaks for."""

    def __init__(
        self, *, jwks_url: str, issuer: Sequence[str], audience: Sequence[str], clock: Callable[[], float] = time.time
    ) -> None:
        self._keys = Keys(jwks_url, clock)
        self._issuer, self._audience, self._clock = issuer, audience, clock
        self._known: LRUCache[str, tuple[float, Actor]] = LRUCache(REMEMBERED)

    def shown(self, visit: Visit) -> bool:
        """Tell whether a request brings what should be a token."""
        return "authorization" in visit.headers

    def actor(self, visit: Visit) -> Actor:
        """Verify the Authorization header; refuses with unauthenticated or token_expired."""
        scheme, _, token = visit.headers.get("authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
            raise refuse("unauthenticated", "a bearer token is required", hint="Authorization: Bearer <token>")
        if (known := self._known.get(token)) is None:
            known = self._known[token] = self._verify(token)
        expires_at, actor = known
        if self._clock() >= expires_at + LEEWAY_SECONDS:
            raise refuse("token_expired", "the token has expired")
        return actor

    def _verify(self, token: str) -> tuple[float, Actor]:
        # PyJWT brings cryptography (0.1 s to import): it is paid by the first token, not by every cold start.
        import jwt

        try:
            claims = jwt.decode(
                token,
                self._keys.key(str(jwt.get_unverified_header(token).get("kid", ""))),
                algorithms=list(ALGORITHMS),
                audience=self._audience,
                issuer=self._issuer,
                # Expiry is compared by our own clock in `actor`, for remembered tokens too.
                options={"require": ["exp", "sub", "iss", "aud"], "verify_exp": False},
                leeway=LEEWAY_SECONDS,
            )
            return int(claims["exp"]), actor_of(claims)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as broken:
            raise refuse("unauthenticated", "the token is not valid") from broken


class Keys:
    """The issuer's public keys: fetched when first needed, hourly, and when a token names one we do not know."""

    def __init__(self, url: str, clock: Callable[[], float]) -> None:
        self._url, self._clock = url, clock
        self._held: dict[str, PyJWK] = {}
        self._tried_at = self._fetched_at = float("-inf")

    def key(self, key_id: str) -> PyJWK:
        """Find a key; Transient when the issuer cannot be asked and nothing is known yet."""
        now = self._clock()
        wanted = key_id not in self._held or now - self._fetched_at > REFRESH_SECONDS
        # Made-up key ids must not make us ask the issuer at every request.
        if wanted and now - self._tried_at >= RETRY_SECONDS:
            self._tried_at = now
            self._refresh(now)
        if not self._held:
            raise Transient("jwks", "the issuer's keys are not known yet")
        if key_id not in self._held:
            raise refuse("unauthenticated", "the token's key is not one of the issuer's")
        return self._held[key_id]

    def _refresh(self, now: float) -> None:
        import jwt

        try:
            with urlopen(self._url, timeout=_FETCH_SECONDS) as answer:
                listed = jwt.PyJWKSet.from_json(answer.read(1_000_000))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, jwt.PyJWTError) as broken:
            if not self._held:
                raise Transient("jwks", f"the issuer's keys cannot be read: {broken}") from broken
            logger.warning("jwks not refreshed", error=type(broken).__name__)
            return
        self._held = {key.key_id or "": key for key in listed.keys}
        self._fetched_at = now


def actor_of(claims: Mapping[str, Any]) -> Actor:
    """Tell who verified claims speak for; refuses a subject that cannot be kept."""
    # Cognito cannot add `roles` to a token by itself: there, a group is a role.
    subject, roles = claims["sub"], claims.get("roles", claims.get("cognito:groups", []))
    if not (isinstance(subject, str) and 0 < len(subject) <= 255 and subject.isprintable()):
        raise refuse("unauthenticated", "the token's subject is not usable")
    return Actor(subject=spelled(subject), admin=isinstance(roles, list) and "admin" in roles)

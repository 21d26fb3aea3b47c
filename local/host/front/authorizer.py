"""Tokens as API Gateway checks them: before anything of a body is read."""

import time
from collections.abc import Callable

import jwt
from cachetools import LRUCache
from cryptography.hazmat.primitives.asymmetric import ec

from infra.catalogue.console import CLIENT
from local.folder.issuer import ALGORITHM, AUDIENCE, ISSUER
from local.host.front.refusals import Refusal

LEEWAY_SECONDS = 5
LONGEST_TOKEN = 8192
REMEMBERED = 4096
REQUIRED = ["exp", "sub", "iss", "aud"]


class Authorizer:
    """Knows the tokens of the platform's own issuer; what a token may do is the functions' business."""

    def __init__(self, key: ec.EllipticCurvePublicKey, origin: str, clock: Callable[[], float] = time.time) -> None:
        """`origin`: what the issuer is called in tokens that people sign in for, with a browser."""
        self._key, self._issuers, self._clock = key, (ISSUER, origin), clock
        self._expiries: LRUCache[bytes, float] = LRUCache(REMEMBERED)

    def check(self, authorization: bytes) -> None:
        """Return when the header holds a token that is valid now; raises Refusal."""
        scheme, _, token = authorization.partition(b" ")
        token = token.strip()
        if scheme.lower() != b"bearer" or not 0 < len(token) <= LONGEST_TOKEN:
            raise _unauthenticated("a bearer token is required")
        if (expires_at := self._expiries.get(token)) is None:
            expires_at = self._expiries[token] = self._expiry(token)
        if self._clock() >= expires_at + LEEWAY_SECONDS:
            challenge = 'Bearer realm="spice", error="invalid_token", error_description="expired"'
            raise Refusal(401, "token_expired", "the token has expired", challenge=challenge, close=True)

    def _expiry(self, token: bytes) -> float:
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=(AUDIENCE, CLIENT),
                issuer=self._issuers,
                # Expiry is compared by our own clock in `check`, for remembered tokens too.
                options={"require": REQUIRED, "verify_exp": False},
                leeway=LEEWAY_SECONDS,
            )
            return float(claims["exp"])
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as broken:
            raise _unauthenticated("the token is not valid") from broken


def _unauthenticated(message: str) -> Refusal:
    return Refusal(401, "unauthenticated", message, challenge='Bearer realm="spice"', close=True)

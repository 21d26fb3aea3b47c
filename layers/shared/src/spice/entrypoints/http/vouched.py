"""Tokens that the gateway in front has verified: its word is taken, and nobody else's."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spice.domain.errors import refuse
from spice.entrypoints.http.request import Actor
from spice.entrypoints.http.token import LEEWAY_SECONDS, actor_of
from spice.entrypoints.http.visit import Visit


class Vouched:
    """Tells who a request speaks for by the claims that API Gateway's authorizer puts beside it, out of clients' reach.

    A header is never read: where no authorizer stood before a route there are no claims, and nobody is known.
    """

    def __init__(self, *, issuer: Sequence[str], audience: Sequence[str], clock: Callable[[], float]) -> None:
        self._issuer, self._audience, self._clock = issuer, audience, clock

    def shown(self, visit: Visit) -> bool:
        """Tell whether a token came that was looked at."""
        return bool(_claims(visit))

    def actor(self, visit: Visit) -> Actor:
        """Read the verified claims; refuses with unauthenticated or token_expired."""
        if not (claims := _claims(visit)):
            raise refuse("unauthenticated", "a bearer token is required", hint="Authorization: Bearer <token>")
        # The gateway lets a token without an audience pass by its client; the contract wants one that is meant for us.
        meant = {*self._audience} & {*_several(claims.get("aud"))}
        if claims.get("iss") not in self._issuer or not meant:
            raise refuse("unauthenticated", "the token is not valid")
        if self._clock() >= _seconds(claims.get("exp")) + LEEWAY_SECONDS:
            raise refuse("token_expired", "the token has expired")
        return actor_of({"sub": None, **claims, **{name: _listed(claims[name]) for name in LISTS if name in claims}})


LISTS = ("roles", "cognito:groups")


def _claims(visit: Visit) -> Mapping[str, Any]:
    authorizer = visit.event["requestContext"].get("authorizer") or {}
    claims: Mapping[str, Any] = (authorizer.get("jwt") or {}).get("claims") or {}
    return claims


def _seconds(text: Any) -> float:
    try:
        return float(text)
    except (TypeError, ValueError, OverflowError) as broken:
        raise refuse("unauthenticated", "the token is not valid") from broken


def _several(value: Any) -> list[str]:
    found = _listed(value)
    return found if isinstance(found, list) else [str(found)]


def _listed(value: Any) -> Any:
    """Make a list of what the gateway writes as a text: `["a", "b"]` comes as `[a b]`."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        return value[1:-1].split()
    return value

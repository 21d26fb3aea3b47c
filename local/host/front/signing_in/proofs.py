"""What shows that a browser is used by somebody who may read the data folder: a code, once; then a session."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt

from local.folder.issuer import ALGORITHM, Issuer
from local.folder.opening import OPENING

SESSION = "spice-session"
SESSION_SECONDS = 12 * 3600


class NoProof(Exception):
    """What was shown proves nothing; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom somebody who may read the data folder wants to be: anybody, as with `spice token`."""

    subject: str
    roles: Sequence[str] = ()


class Proofs:
    """Redeems codes and knows sessions, of this run of the host alone: what leaked while it was away is worthless."""

    def __init__(self, issuer: Issuer, clock: Callable[[], float] = time.time) -> None:
        self._issuer, self._clock = issuer, clock
        self._run, self._began = str(uuid4()), clock()
        self._used: dict[str, float] = {}

    def redeem(self, code: str) -> Person:
        """Take a code, which is good once. Raises NoProof."""
        claims = self._read(code, OPENING)
        self._used = {each: end for each, end in self._used.items() if end > self._clock()}
        if claims["iat"] < self._began or claims["jti"] in self._used:
            raise NoProof("this code was used, or is of an earlier start of the platform")
        self._used[claims["jti"]] = claims["exp"]
        return Person(subject=claims["sub"], roles=claims["roles"])

    def session(self, person: Person) -> str:
        """Begin a session, in which a browser may sign in again without a code."""
        now = self._clock()
        return self._issuer.signed(
            aud=SESSION, sub=person.subject, iat=now, exp=now + SESSION_SECONDS, jti=str(uuid4()), run=self._run
        )

    def check(self, session: str) -> None:
        """Return when a session goes on. Raises NoProof."""
        if self._read(session, SESSION).get("run") != self._run:
            raise NoProof("this session is of an earlier start of the platform")

    def _read(self, text: str, audience: str) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(
                text,
                self._issuer.public_key,
                algorithms=[ALGORITHM],
                audience=audience,
                # Times are compared by our own clock.
                options={"require": ["exp", "iat", "sub", "aud", "jti"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError as broken:
            raise NoProof("this is no code of the platform") from broken
        if self._clock() >= claims["exp"]:
            raise NoProof("this code has expired")
        return claims

"""Authorization codes: a browser brings one to whoever sent it here, who alone can redeem it, once, within a minute."""

import hashlib
import hmac
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass

from local.host.front.signing_in.proofs import Person

SECONDS = 60
MOST = 1000
"""Codes that wait at once: the oldest makes room."""
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""A SHA-256 in base64url (RFC 7636)."""
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code is good for: who it was given to, where it was sent, and for whom it speaks."""

    client: str
    redirect: str
    challenge: str
    nonce: str | None
    person: Person


class Codes:
    """Keeps them in memory: a code that is lost is asked for again."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._held: dict[str, tuple[float, Grant]] = {}

    def give(self, grant: Grant) -> str:
        """Make a code."""
        now = self._clock()
        self._held = {code: held for code, held in self._held.items() if held[0] > now}
        while len(self._held) >= MOST:
            del self._held[next(iter(self._held))]
        code = secrets.token_urlsafe(32)
        self._held[code] = (now + SECONDS, grant)
        return code

    def redeem(self, code: str, *, client: str, redirect: str, verifier: str) -> Grant | None:
        """Take a code, which ends whoever brings it; None when it is not theirs, or no longer good."""
        end, grant = self._held.pop(code, (0.0, None))
        if grant is None or self._clock() >= end or (grant.client, grant.redirect) != (client, redirect):
            return None
        return grant if _made_of(verifier, grant.challenge) else None


def _made_of(verifier: str, challenge: str) -> bool:
    if not _VERIFIER.fullmatch(verifier):
        return False
    made = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(made, challenge.encode())

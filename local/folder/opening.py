"""One-time codes: by them whoever may read the data folder shows so to the platform that runs on it."""

import secrets
import time
from collections.abc import Sequence

from local.folder.issuer import Issuer

OPENING = "spice-opening"
"""The audience of such a code: no API takes it for a token."""
CODE_SECONDS = 120


def opening_code(issuer: Issuer, subject: str, roles: Sequence[str] = (), *, now: float | None = None) -> str:
    """Make a code that signs one browser in, once; `subject` is whom it proposes to be."""
    made_at = time.time() if now is None else now
    return issuer.signed(
        aud=OPENING,
        sub=subject,
        roles=list(roles),
        iat=made_at,
        exp=made_at + CODE_SECONDS,
        jti=secrets.token_urlsafe(16),
    )

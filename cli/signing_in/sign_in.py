"""Signing in: a code that only who asked for it can redeem."""

import hashlib
import secrets
import webbrowser
from base64 import urlsafe_b64encode
from collections.abc import Callable

from cli.signing_in.issuer import Issuer, Tokens
from cli.signing_in.loopback import Loopback

PATIENCE = 300.0
"""Seconds for a person to find a password and a second factor."""


def sign_in(issuer: Issuer, *, open_browser: bool, say: Callable[[str], None], seconds: float = PATIENCE) -> Tokens:
    """Send a person through the browser and get tokens for what comes back."""
    verifier, state, nonce = (secrets.token_urlsafe(48) for _ in range(3))
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    with Loopback(state) as loopback:
        url = issuer.authorize_url(redirect=loopback.redirect, state=state, nonce=nonce, challenge=challenge)
        opened = open_browser and webbrowser.open(url)
        say(f"{'the browser shows' if opened else 'open'} {url}")
        code = loopback.wait(seconds)
        return issuer.redeem(code, redirect=loopback.redirect, verifier=verifier, nonce=nonce)

"""Standard Webhooks, v1: an HMAC over id, time and body, under a secret that both sides know."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from spice.domain.errors import refuse

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""
BOTH_FOR = timedelta(hours=24)
"""How long the secret before a rotation signs as well."""


def read_secret(text: str) -> bytes:
    """Read a secret as it is written: `whsec_` and base64 of 24 to 64 bytes. The value is never repeated."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True) if text.startswith(PREFIX) else b""
    except binascii.Error:
        secret = b""
    if not SHORTEST <= len(secret) <= LONGEST:
        said = f"a secret is {PREFIX} and base64 of {SHORTEST} to {LONGEST} bytes"
        raise refuse("constraint_violated", said, path="/secret", hint="leave it out: one is made then")
    return secret


def write_secret(secret: bytes) -> str:
    """Write a secret as the other side enters it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed_headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[bytes]) -> Mapping[str, str]:
    """Make the three headers of an attempt: one signature a secret, the newest first."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    signatures = [base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode() for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }

"""Standard Webhooks: a signature of id, time and body. v1: an HMAC under a secret that both sides know. v1a: Ed25519,
whose private key nobody but us has."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from spice.domain.errors import DomainError, refuse

Signatures = Literal["v1", "v1a"]
PREFIX, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""
SEED_BYTES = 32
"""Of an Ed25519 key; its public half may stand behind it."""
BOTH_FOR = timedelta(hours=24)
"""How long the secret before a rotation signs as well."""
Sign = Callable[[bytes], str]
"""Makes a signature as the header has it."""


def kind_of(text: str) -> Signatures:
    """Tell which signatures a secret makes."""
    return "v1a" if text.startswith(PRIVATE) else "v1"


def read_secret(text: str) -> bytes:
    """Read a secret as it is written: `whsec_` and base64 of 24 to 64 bytes. The value is never repeated."""
    secret = _read(text, PREFIX)
    if not SHORTEST <= len(secret) <= LONGEST:
        raise _refused(f"a secret is {PREFIX} and base64 of {SHORTEST} to {LONGEST} bytes")
    return secret


def read_private(text: str, public_of: Callable[[bytes], bytes]) -> bytes:
    """Read a private key: `whsk_` and base64 of its 32 bytes, or of those and its public key's. Answers the first."""
    key = _read(text, PRIVATE)
    seed, public = key[:SEED_BYTES], key[SEED_BYTES:]
    if len(seed) != SEED_BYTES or public not in (b"", public_of(seed)):
        raise _refused(f"a private key is {PRIVATE} and base64 of {SEED_BYTES} bytes, or of those and its public key")
    return seed


def write_secret(secret: bytes) -> str:
    """Write a secret as the other side enters it."""
    return PREFIX + base64.b64encode(secret).decode()


def write_public(public: bytes) -> str:
    """Write a public key as the other side enters it."""
    return PUBLIC + base64.b64encode(public).decode()


def symmetric(secret: bytes) -> Sign:
    """Sign with a secret."""
    return lambda content: _signature("v1", hmac.new(secret, content, hashlib.sha256).digest())


def asymmetric(seed: bytes, sign: Callable[[bytes, bytes], bytes]) -> Sign:
    """Sign with a private key."""
    return lambda content: _signature("v1a", sign(seed, content))


def signed_headers(message_id: str, at: datetime, body: bytes, signs: Sequence[Sign]) -> Mapping[str, str]:
    """Make the three headers of an attempt: one signature a secret, the newest first."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(sign(content) for sign in signs),
    }


def _signature(kind: Signatures, made: bytes) -> str:
    return f"{kind},{base64.b64encode(made).decode()}"


def _read(text: str, prefix: str) -> bytes:
    try:
        return base64.b64decode(text.removeprefix(prefix), validate=True) if text.startswith(prefix) else b""
    except binascii.Error:
        return b""


def _refused(said: str) -> DomainError:
    return refuse("constraint_violated", said, path="/secret", hint="leave it out: one is made then")

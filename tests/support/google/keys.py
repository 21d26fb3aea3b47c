"""Keys that Google could have given out."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

ROBOT = "robot@shop.iam.gserviceaccount.com"


@cache
def _private_key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@cache
def elliptic_key() -> str:
    """A key that is of no service account."""
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@cache
def locked_key() -> str:
    """A key that needs a password."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"hush")).decode()


def service_account(email: str = ROBOT, **more: Any) -> Mapping[str, Any]:
    """The JSON of a service account's key."""
    told = {"type": "service_account", "project_id": "shop", "private_key_id": "k1", "client_email": email}
    return {**told, "private_key": _private_key(), "token_uri": "https://oauth2.googleapis.com/token", **more}


def authorized_user(refresh_token: str = "refresh") -> Mapping[str, Any]:
    """The JSON of somebody's consent."""
    told = {"client_id": "client", "client_secret": "hush", "refresh_token": refresh_token}
    return {"type": "authorized_user", **told}


def packed(key: Mapping[str, Any]) -> str:
    """Write one as a file has it."""
    return json.dumps(key)

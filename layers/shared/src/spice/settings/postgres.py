"""PostgreSQL's settings."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from spice.settings.reading import SettingMissing, required

POSTGRES_AUTH = ("password", "secret", "iam")
"""Where the database's password comes from: the URL, Secrets Manager, a token signed with the function's role."""


def postgres_url(env: Mapping[str, str], name: str, auth: str, *, otherwise: str) -> str:
    """Read an address: whole with a password, without one where that comes from elsewhere."""
    text = env.get(name) or otherwise
    if not text:
        if auth != "secret":
            raise SettingMissing(f"{name} is not set: expected a postgresql:// URL")
        text = "postgresql://"
    place = urlsplit(text)
    if place.scheme not in ("postgresql", "postgres"):
        raise SettingMissing(f"{name} does not begin with postgresql://: expected a postgresql:// URL")
    if auth == "password":
        return text
    if place.password is not None:
        raise SettingMissing(f"{name} holds a password: expected none beside SPICE_POSTGRES_AUTH={auth}")
    return _without_password(name, text, auth)


def _without_password(name: str, text: str, auth: str) -> str:
    place = urlsplit(text)
    mode = parse_qs(place.query).get("sslmode", [""])[0]
    if auth == "iam" and not (place.hostname and place.username):
        raise SettingMissing(f"{name} names no host and user: expected postgresql://user@host:port/name with iam")
    if auth == "iam" and mode not in ("", "require", "verify-ca", "verify-full"):
        raise SettingMissing(f"{name} has sslmode={mode}: expected require, verify-ca or verify-full with iam")
    return text if mode else f"{text}{'&' if place.query else '?'}sslmode=require"


def postgres_secret(env: Mapping[str, str], auth: str) -> str | None:
    """Read the ARN of the secret, where the password comes from one."""
    if auth == "secret":
        return required(env, "SPICE_POSTGRES_SECRET", "the ARN of the secret with username and password")
    if env.get("SPICE_POSTGRES_SECRET"):
        raise SettingMissing(f"SPICE_POSTGRES_SECRET is set: expected none beside SPICE_POSTGRES_AUTH={auth}")
    return None

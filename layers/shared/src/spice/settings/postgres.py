"""PostgreSQL's settings."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from spice.settings.reading import SettingMissing

POSTGRES_AUTH = ("password", "iam")
"""Where the database's password comes from: the URL, or a token signed with the function's role."""
RDS_AUTHORITIES = Path(__file__).with_name("rds_authorities")
"""The root certificates of RDS, a file a region: who may say that a host is the database.

Reading those of all regions would cost each connection 28 ms.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
"""


def postgres_url(env: Mapping[str, str], name: str, auth: str, *, otherwise: str) -> str:
    """Read an address: whole with a password, without one where that comes from elsewhere."""
    text = env.get(name) or otherwise
    if not text:
        raise SettingMissing(f"{name} is not set: expected a postgresql:// URL")
    place = urlsplit(text)
    if place.scheme not in ("postgresql", "postgres"):
        raise SettingMissing(f"{name} does not begin with postgresql://: expected a postgresql:// URL")
    if auth == "password":
        return text
    if place.password is not None:
        raise SettingMissing(f"{name} holds a password: expected none beside SPICE_POSTGRES_AUTH={auth}")
    return _without_password(name, text, env.get("AWS_REGION", ""))


def _without_password(name: str, text: str, region: str) -> str:
    place = urlsplit(text)
    asked = parse_qs(place.query)
    mode = asked.get("sslmode", [""])[0]
    if not (place.hostname and place.username):
        raise SettingMissing(f"{name} names no host and user: expected postgresql://user@host:port/name with iam")
    if mode not in ("", "require", "verify-ca", "verify-full"):
        raise SettingMissing(f"{name} has sslmode={mode}: expected require, verify-ca or verify-full with iam")
    added = {} if mode else {"sslmode": "verify-full"}
    if mode in ("", "verify-ca", "verify-full") and "sslrootcert" not in asked:
        added["sslrootcert"] = _authorities(name, region)
    return f"{text}{'&' if place.query else '?'}{urlencode(added)}" if added else text


def _authorities(name: str, region: str) -> str:
    path = RDS_AUTHORITIES / f"{region}.pem"
    if not (region and path.is_file()):
        raise SettingMissing(f"AWS_REGION is {region or 'not set'}: expected a region of RDS, or sslrootcert in {name}")
    return str(path)

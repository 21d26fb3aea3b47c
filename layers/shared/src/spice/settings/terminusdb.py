"""TerminusDB's settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from spice.settings.reading import SettingMissing, one_of, required

ONTOLOGIES = ("postgres", "terminusdb")
_EXPECTED = "http(s)://[user:password@]host:port"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminusDBSettings:
    """A TerminusDB server: SPICE_TERMINUSDB_<FIELD>. User and password are in the URL, or in the secret."""

    url: str = field(repr=False)
    secret: str | None = None
    """The ARN of a secret with username and password."""
    organization: str = "admin"


def read_terminusdb(env: Mapping[str, str]) -> TerminusDBSettings | None:
    """Read where TerminusDB is; None where SPICE_ONTOLOGY says that ontologies are in PostgreSQL alone."""
    if one_of(env, "SPICE_ONTOLOGY", ONTOLOGIES) != "terminusdb":
        return None
    url, secret = required(env, "SPICE_TERMINUSDB_URL", _EXPECTED), env.get("SPICE_TERMINUSDB_SECRET") or None
    place = urlsplit(url)
    # The URL may hold a password: it is not repeated.
    if place.scheme not in ("http", "https") or not place.hostname or place.path not in ("", "/") or place.query:
        raise SettingMissing(f"SPICE_TERMINUSDB_URL is wrong: expected {_EXPECTED}")
    _check_signed_in(place, secret)
    organization = env.get("SPICE_TERMINUSDB_ORGANIZATION") or "admin"
    return TerminusDBSettings(url=url.rstrip("/"), secret=secret, organization=organization)


def _check_signed_in(place: SplitResult, secret: str | None) -> None:
    told = place.username is not None or place.password is not None
    if told == (secret is not None) or (told and not (place.username and place.password)):
        expected = "a user and a password, or none and SPICE_TERMINUSDB_SECRET with the ARN of a secret"
        raise SettingMissing(f"SPICE_TERMINUSDB_URL is wrong: expected {expected}")

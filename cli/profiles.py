"""Profiles: which platform, as whom, in which database, kept in the user's config folder."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs

from cli.failure import Failure, WrongUse

DEFAULT = "default"


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person would otherwise type each time."""

    endpoint: str | None = None
    token: str | None = None
    database: str | None = None
    issuer: str | None = None
    client: str | None = None
    refresh: str | None = None
    """What a fresh token is asked for with, of the issuer."""
    branches: Mapping[str, str] = {}
    """URL of a database to the branch of its ontology that is meant where none is said."""


def profiles_file() -> Path:
    """Name the file that holds the profiles."""
    return platformdirs.user_config_path("spice", appauthor=False) / "profiles.json"


def read_profiles(file: Path | None = None) -> Mapping[str, Profile]:
    """Read all profiles by name; none when there is no file."""
    file = file or profiles_file()
    try:
        if not file.exists():
            return {}
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Profile])
    except (msgspec.DecodeError, OSError) as broken:
        raise WrongUse(f"{file}, which holds the profiles, cannot be read: {broken}") from broken


def read_profile(name: str | None, file: Path | None = None) -> Profile:
    """Read one profile; an empty one when the default was never written."""
    found = read_profiles(file)
    if name is not None and name not in found:
        raise WrongUse(f"there is no profile {name!r}; `spice login --profile {name}` makes it")
    return found.get(name or DEFAULT, Profile())


def write_profile(name: str, profile: Profile, file: Path | None = None) -> Path:
    """Keep a profile, readable by its owner alone."""
    file = file or profiles_file()
    kept = dict(read_profiles(file)) | {name: profile}
    fresh = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
        fresh.replace(file)
    except OSError as failed:
        raise Failure(
            f"{file}, which holds the profiles, cannot be written: {failed.strerror};"
            " XDG_CONFIG_HOME names another folder, --endpoint and --token need none"
        ) from failed
    return file

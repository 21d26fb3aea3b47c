"""Which platform a command means: said outright, found in a data folder, or kept in a profile."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cli.failure import Failure, Unreachable, WrongUse
from cli.profiles import DEFAULT, Profile, read_profile, write_profile
from cli.signing_in.issuer import Issuer, ends_soon

if TYPE_CHECKING:
    from cli.client import Client
    from local.folder.data_folder import DataFolder

LOCAL = "local"
"""Who a person at the machine of a local platform is, when nobody is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was said on the command line or in the environment."""

    data: Path | None = None
    endpoint: str | None = None
    token: str | None = None
    database: str | None = None
    profile: str | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A platform, a way to a token, and the database that is meant."""

    endpoint: str
    token: Callable[[], str | None]
    database: str | None


def find_target(choice: Choice) -> Target:
    """Find the platform: an endpoint that was said, else a data folder, else a profile, else the local platform."""
    if choice.endpoint:
        return _said(choice, Profile(endpoint=choice.endpoint))
    return _local(choice) if is_local(choice) else _said(choice, read_profile(choice.profile))


def is_local(choice: Choice) -> bool:
    """Tell whether a platform of this machine is meant, by its data folder."""
    return not choice.endpoint and (choice.data is not None or not _remembered(choice))


def connect(target: Target) -> "Client":
    """Open a client on a platform."""
    from cli.client import Client  # takes a third of a second: not for commands that ask nothing

    return Client(target.endpoint, target.token)


def _remembered(choice: Choice) -> bool:
    return choice.profile is not None or read_profile(None).endpoint is not None


def _said(choice: Choice, profile: Profile) -> Target:
    if profile.endpoint is None:
        raise WrongUse("the profile names no endpoint; say --endpoint")
    kept = Kept(choice.profile or DEFAULT, profile)
    token: Callable[[], str | None] = (lambda: choice.token) if choice.token else kept
    return Target(endpoint=profile.endpoint, token=token, database=choice.database or profile.database)


class Kept:
    """The token of a profile; one that ends is renewed where the profile says how, and kept."""

    def __init__(self, name: str, profile: Profile) -> None:
        self._name, self._profile = name, profile

    def __call__(self) -> str | None:
        """Give a token that is good for a while, if one can be had."""
        kept = self._profile
        if kept.token is None or kept.issuer is None or kept.client is None or kept.refresh is None:
            return kept.token
        if ends_soon(kept.token):
            try:
                fresh = Issuer(kept.issuer, kept.client).renew(kept.refresh)
            except Unreachable:
                raise
            except Failure as refused:
                raise Failure(f"{refused}; `spice login {self._name}` signs in again") from refused
            self._profile = msgspec.structs.replace(kept, token=fresh.token, refresh=fresh.refresh)
            write_profile(self._name, self._profile)
        return self._profile.token


def _own_token(folder: "DataFolder", user: str) -> str:
    from local.folder.issuer import administrators_token  # cryptography takes a tenth of a second to import

    return administrators_token(folder, user)


def _local(choice: Choice) -> Target:
    """Find a local platform by its data folder, whose issuer gives an administrator's token."""
    from local.errors import LocalError
    from local.errors import Unreachable as NotRunning
    from local.folder.data_folder import DataFolder

    folder = DataFolder(choice.data)
    try:
        endpoint, token = folder.endpoint(), choice.token or _own_token(folder, choice.user or LOCAL)
    except NotRunning as missing:
        raise Unreachable(str(missing)) from missing
    except LocalError as refused:
        raise Failure(str(refused)) from refused
    return Target(endpoint=endpoint, token=lambda: token, database=choice.database)

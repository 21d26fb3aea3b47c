"""The master user of an RDS server: named in the template with its password, or signing in with a token."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.emulation.emulator.handlers import Properties

BY_TOKEN = "iam-db-auth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A master user. Nothing here looks at a token: one that has no password is given one as functions are."""

    user: str
    password: str


def master_of(server: str, properties: Properties, users: Mapping[str, str]) -> Master:
    """Tell the master user of a server; `users` are passwords in place of tokens."""
    user = str(properties.get("MasterUsername") or "")
    if not user:
        raise ValueError(f"the emulated RDS needs a MasterUsername for {server}")
    by_token = properties.get("MasterUserAuthenticationType") == BY_TOKEN
    if by_token and str(properties.get("EnableIAMDatabaseAuthentication")).lower() != "true":
        raise ValueError(f"{server} takes no tokens: {BY_TOKEN} goes with EnableIAMDatabaseAuthentication")
    password = users.get(user) if by_token else properties.get("MasterUserPassword")
    if not password:
        raise ValueError(f"the emulated RDS needs MasterUserPassword for {server}, or {BY_TOKEN} of a user it knows")
    return Master(user=user, password=str(password))

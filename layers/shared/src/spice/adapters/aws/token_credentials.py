"""A database password that is a signed token, good for fifteen minutes and one user."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from spice.adapters.aws.client import client, translated


class TokenCredentials:
    """RDS IAM authentication: signed here, for each new connection; an open connection outlives its token."""

    def __init__(self, *, region: str, connect: Callable[..., Any] = client) -> None:
        self._region, self._connect = region, connect

    @cached_property
    def _rds(self) -> Any:
        return self._connect("rds", region=self._region)

    def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
        """Sign a token for the place and the user the URL names."""
        with translated("rds", f"a token for {user} at {host}"):
            token = self._rds.generate_db_auth_token(
                DBHostname=host, Port=int(port or 5432), DBUsername=user, Region=self._region
            )
        return {"password": token}

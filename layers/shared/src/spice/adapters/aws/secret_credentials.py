"""The database's user and password from Secrets Manager."""

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import msgspec

from spice.adapters.aws.client import client, translated
from spice.ports.errors import Permanent

SERVICE = "secretsmanager"
AGAIN_SECONDS = 5.0
"""A server that is away looks like a refusal: the secret is not read at every try."""
_NAMES = {"username": "user", "password": "password", "host": "host", "port": "port", "dbname": "dbname"}


class SecretCredentials:
    """A secret as RDS keeps it (username, password, host, port, dbname): read once, and again after a refusal."""

    def __init__(
        self,
        arn: str,
        *,
        region: str,
        connect: Callable[..., Any] = client,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._arn, self._region, self._connect, self._clock = arn, region, connect, clock
        self._known: dict[str, str] = {}
        self._read_at = 0.0

    @cached_property
    def _secrets(self) -> Any:
        return self._connect(SERVICE, region=self._region)

    def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
        """Say user and password, and the place where the URL names none."""
        if not self._known:
            self._known = self._read()
        # A secret of the writer's says nothing of a host that the URL names: port and database may be others there.
        wanted = {"user", "password"} if host else set(_NAMES.values())
        return {name: value for name, value in self._known.items() if name in wanted}

    def renew(self) -> bool:
        """Read the secret again, unless that was just done."""
        if self._clock() - self._read_at < AGAIN_SECONDS:
            return False
        before, self._known = self._known, self._read()
        return self._known != before

    def _read(self) -> dict[str, str]:
        with translated(SERVICE, self._arn):
            text = self._secrets.get_secret_value(SecretId=self._arn)["SecretString"]
        self._read_at = self._clock()
        try:
            held = msgspec.json.decode(text, type=dict[str, str | int | None])
        except msgspec.DecodeError:
            # Not chained: the error would quote the secret.
            raise Permanent(SERVICE, f"{self._arn} is not a JSON object of host, username and password") from None
        if missing := {"username", "password"} - held.keys():
            raise Permanent(SERVICE, f"{self._arn} has no {', '.join(sorted(missing))}")
        return {_NAMES[name]: str(value) for name, value in held.items() if name in _NAMES and value is not None}

"""A server's user and password from Secrets Manager."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import msgspec

from spice.adapters.aws.client import client, translated
from spice.ports.errors import Permanent

SERVICE = "secretsmanager"


class SecretCredentials:
    """A secret that holds username and password: read once."""

    def __init__(self, arn: str, *, region: str, connect: Callable[..., Any] = client) -> None:
        self._arn, self._region, self._connect = arn, region, connect

    @cached_property
    def _secrets(self) -> Any:
        return self._connect(SERVICE, region=self._region)

    def __call__(self, host: str, port: str, user: str) -> Mapping[str, str]:
        """Say user and password."""
        return self._known

    @cached_property
    def _known(self) -> Mapping[str, str]:
        with translated(SERVICE, self._arn):
            text = self._secrets.get_secret_value(SecretId=self._arn)["SecretString"]
        try:
            held = msgspec.json.decode(text, type=dict[str, str])
        except msgspec.DecodeError:
            # Not chained: the error would quote the secret.
            raise Permanent(SERVICE, f"{self._arn} is not a JSON object of username and password") from None
        if missing := {"username", "password"} - held.keys():
            raise Permanent(SERVICE, f"{self._arn} has no {', '.join(sorted(missing))}")
        return {"user": held["username"], "password": held["password"]}

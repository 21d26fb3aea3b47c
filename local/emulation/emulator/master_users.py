"""The master user of an RDS server: named in the template with its password, or with a secret that RDS keeps for it."""

import json
import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from local.emulation.emulator.handlers import Properties

SECRETS = "ministack.services.secretsmanager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A master user; `secret` is the ARN of its secret when RDS manages it."""

    user: str
    password: str
    secret: str | None = None

    @property
    def attributes(self) -> dict[str, Any]:
        """What a template may ask of it."""
        return {} if self.secret is None else {"MasterUserSecret.SecretArn": self.secret}


class Masters:
    """The master users of the servers that there are."""

    def __init__(self) -> None:
        self._managed: dict[str, Master] = {}

    def of(self, server: str, properties: Properties) -> Master:
        """Tell the master user of a server; a managed one gets its password and its secret at first."""
        user = properties.get("MasterUsername")
        if not user:
            raise ValueError(f"the emulated RDS needs a MasterUsername for {server}")
        if str(properties.get("ManageMasterUserPassword")).lower() == "true":
            if server not in self._managed:
                self._managed[server] = _managed(server, user)
            return self._managed[server]
        password = properties.get("MasterUserPassword")
        if not password:
            raise ValueError(f"the emulated RDS needs MasterUserPassword or ManageMasterUserPassword for {server}")
        return Master(user=user, password=str(password))

    def forget(self, server: str) -> None:
        """Delete the secret of a server that is gone."""
        master = self._managed.pop(server, None)
        if master is not None:
            import_module(SECRETS)._delete_secret({"SecretId": master.secret, "ForceDeleteWithoutRecovery": True})


def _managed(server: str, user: str) -> Master:
    password = secrets.token_urlsafe(24)
    value = json.dumps({"username": user, "password": password})
    secret = import_module(SECRETS).create_secret_in_process(f"rds!db-{server}", value, description="Managed by RDS")
    return Master(user=user, password=password, secret=secret)

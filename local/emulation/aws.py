"""The emulated account as its callers reach it."""

import os
from typing import Any

import boto3

from local.free_ports import LOOPBACK

REGION, ACCOUNT = "us-east-1", "000000000000"


def gateway_url(port: int) -> str:
    """Where the emulated AWS answers."""
    return f"http://{LOOPBACK}:{port}"


def credentials() -> dict[str, str]:
    """Name the emulated account: its keys open nothing, and no other account of this machine is ever looked for."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


class Clients:
    """Clients of an account's services, each made when it is first asked for."""

    def __init__(self, gateway: int) -> None:
        keys = credentials()
        self._session = boto3.Session(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], region_name=REGION)
        self._url, self._made = gateway_url(gateway), dict[str, Any]()

    def of(self, service: str) -> Any:
        """Give the client of a service."""
        if service not in self._made:
            self._made[service] = self._session.client(service, endpoint_url=self._url)  # type: ignore[call-overload]
        return self._made[service]

    def close(self) -> None:
        """Hang up."""
        for client in self._made.values():
            client.close()

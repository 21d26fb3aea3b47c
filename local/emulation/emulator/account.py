"""What the emulated account is told at its start: where the real servers are and how functions reach them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A server on this machine."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account. `servers` by what they play; `transport`: variables a function has here instead of its own."""

    servers: Mapping[str, Address]
    database_url: str
    transport: Mapping[str, str]
    function_python: str

    @property
    def database(self) -> Address:
        """The server that plays RDS."""
        return self.servers["postgres"]

    @property
    def cache(self) -> Address:
        """The server that plays ElastiCache."""
        return self.servers["redis"]

    @property
    def search(self) -> Address:
        """The server that plays OpenSearch Service."""
        return self.servers["opensearch"]


def read_account(file: Path) -> Account:
    """Read the account from the file the launcher wrote."""
    told = json.loads(file.read_text())
    servers = {name: Address(host=place["host"], port=place["port"]) for name, place in told["servers"].items()}
    return Account(
        servers=servers,
        database_url=told["database_url"],
        transport=told["transport"],
        function_python=told["function_python"],
    )

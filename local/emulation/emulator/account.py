"""What the emulated account is told at its start: where the real servers are and how functions reach them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Rules = Sequence[tuple[str, str]]
"""Pattern and replacement, done one after another to a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A server on this machine."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account. `users` sign in to a new database with these passwords; `transport`: how a function's variables
    are rewritten."""

    servers: Mapping[str, Address]
    database_url: str
    users: Mapping[str, str]
    transport: Mapping[str, Rules]
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
        users=told["users"],
        transport=told["transport"],
        function_python=told["function_python"],
    )

"""RDS clusters and instances: places in the PostgreSQL that runs here, with the database and users RDS would make."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from local.emulation.emulator import databases
from local.emulation.emulator.account import Account
from local.emulation.emulator.handlers import Properties, after, afterwards
from local.emulation.emulator.master_users import master_of

Attributes = dict[str, Any]
CLUSTER, INSTANCE = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"
DATABASE = {CLUSTER: "DatabaseName", INSTANCE: "DBName"}


def register(account: Account) -> None:
    """Have both kinds of resources answer with the server of the account."""
    place, rds = account.database, import_module("ministack.services.rds")
    servers = Servers(account.database_url, account.users)
    endpoint = {"Endpoint.Address": place.host, "Endpoint.Port": str(place.port)}

    def cluster(name: str, properties: Properties, attributes: Attributes) -> Attributes:
        servers.make(CLUSTER, name, properties)
        rds._clusters[name] |= {"Endpoint": place.host, "ReaderEndpoint": place.host, "Port": place.port}
        return attributes | endpoint | {"ReadEndpoint.Address": place.host}

    def instance(name: str, properties: Properties, attributes: Attributes) -> Attributes:
        rds._instances[name]["Endpoint"] |= {"Address": place.host, "Port": place.port}
        if _stands_alone(properties):
            servers.make(INSTANCE, name, properties)
        return attributes | endpoint

    after(CLUSTER, cluster)
    after(INSTANCE, instance)
    afterwards(CLUSTER, lambda name, properties: servers.drop(CLUSTER, properties))
    afterwards(
        INSTANCE,
        lambda name, properties: servers.drop(INSTANCE, properties) if _stands_alone(properties) else None,
    )


class Servers:
    """Databases in one PostgreSQL, each for a server that a template names."""

    def __init__(self, url: str, users: Mapping[str, str]) -> None:
        self._url, self._users = url, users

    def make(self, kind: str, name: str, properties: Properties) -> None:
        """Make what a new server holds; safe to repeat."""
        master = master_of(name, properties, self._users)
        users = {**self._users, master.user: master.password}
        databases.make(self._url, _database(kind, properties), owner=master.user, users=users)

    def drop(self, kind: str, properties: Properties) -> None:
        """Drop what a deleted server held."""
        databases.drop(self._url, _database(kind, properties))


def _database(kind: str, properties: Properties) -> str:
    return str(properties.get(DATABASE[kind]) or databases.OWN)


def _stands_alone(properties: Properties) -> bool:
    """Tell whether an instance is no member of a cluster and no replica: those hold what another one has."""
    return not properties.get("DBClusterIdentifier") and not properties.get("SourceDBInstanceIdentifier")

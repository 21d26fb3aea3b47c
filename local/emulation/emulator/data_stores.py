"""Managed data stores: their handlers answer with the servers that really run on this machine."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from local.emulation.emulator import brokers, databases
from local.emulation.emulator.account import Account, Address
from local.emulation.emulator.handlers import Made, Properties, after, afterwards, arn, physical_name, table

Attributes = dict[str, Any]


def register(account: Account) -> None:
    """Have RDS, ElastiCache, OpenSearch and MSK resources point to the servers of the account."""
    _database(account.database, account.database_url, account.users)
    _cache(account.cache)
    _search(account.search)
    brokers.register()


def _database(place: Address, url: str, users: Mapping[str, str]) -> None:
    rds = import_module("ministack.services.rds")

    def cluster(physical_id: str, properties: Properties, attributes: Attributes) -> Attributes:
        databases.make(url, databases.wanted(properties, "DatabaseName"), users)
        rds._clusters[physical_id] |= {"Endpoint": place.host, "ReaderEndpoint": place.host, "Port": place.port}
        return attributes | _endpoint(place) | {"ReadEndpoint.Address": place.host}

    def instance(physical_id: str, properties: Properties, attributes: Attributes) -> Attributes:
        if _stands_alone(properties):
            databases.make(url, databases.wanted(properties, "DBName"), users)
        rds._instances[physical_id]["Endpoint"] |= {"Address": place.host, "Port": place.port}
        return attributes | _endpoint(place)

    after("AWS::RDS::DBCluster", cluster)
    after("AWS::RDS::DBInstance", instance)
    afterwards("AWS::RDS::DBCluster", lambda each: databases.drop(url, databases.wanted(each, "DatabaseName")))
    afterwards(
        "AWS::RDS::DBInstance",
        lambda each: databases.drop(url, databases.wanted(each, "DBName")) if _stands_alone(each) else None,
    )


def _stands_alone(properties: Properties) -> bool:
    """Tell whether an instance is no member of a cluster and no replica: those hold what another one has."""
    return not properties.get("DBClusterIdentifier") and not properties.get("SourceDBInstanceIdentifier")


def _cache(place: Address) -> None:
    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        name = properties.get("ServerlessCacheName") or physical_name(stack, logical_id, longest=40)
        reader = {f"Reader{key}": value for key, value in _endpoint(place).items()}
        identity = {"ARN": arn("elasticache", f"serverlesscache:{name}"), "Status": "available"}
        return name, identity | _endpoint(place) | reader

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Made:
        return create(logical_id, new, stack)

    def node(physical_id: str, properties: Properties, attributes: Attributes) -> Attributes:
        keys = [key for key in attributes if key.endswith(("Address", "Port"))]
        return attributes | {key: place.host if key.endswith("Address") else str(place.port) for key in keys}

    table()["AWS::ElastiCache::ServerlessCache"] = {
        "create": create,
        "update": update,
        "update_with_logical_id": True,
        "delete": lambda *_: None,
    }
    after("AWS::ElastiCache::CacheCluster", node)
    after("AWS::ElastiCache::ReplicationGroup", node)


def _search(place: Address) -> None:
    opensearch = import_module("ministack.services.opensearch")
    endpoint = f"{place.host}:{place.port}"

    def domain(physical_id: str, properties: Properties, attributes: Attributes) -> Attributes:
        record = opensearch._domains[physical_id]
        record["Endpoints" if "Endpoints" in record else "Endpoint"] = (
            {"vpc": endpoint} if "Endpoints" in record else endpoint
        )
        return attributes | {"DomainEndpoint": endpoint}

    after("AWS::OpenSearchService::Domain", domain)


def _endpoint(place: Address) -> Attributes:
    return {"Endpoint.Address": place.host, "Endpoint.Port": str(place.port)}

"""Managed data stores: their handlers answer with the servers that really run on this machine."""

from importlib import import_module
from typing import Any

from local.emulation.emulator import brokers, relational
from local.emulation.emulator.account import Account, Address
from local.emulation.emulator.handlers import Made, Properties, after, arn, physical_name, table

Attributes = dict[str, Any]
OFFERED = ("analysis-nori",)


def register(account: Account) -> None:
    """Have RDS, ElastiCache, OpenSearch and MSK resources point to the servers of the account."""
    relational.register(account)
    _cache(account.cache)
    _search(account.search)
    brokers.register()


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
        _offer_packages(opensearch)
        record = opensearch._domains[physical_id]
        record["Endpoints" if "Endpoints" in record else "Endpoint"] = (
            {"vpc": endpoint} if "Endpoints" in record else endpoint
        )
        return attributes | {"DomainEndpoint": endpoint}

    after("AWS::OpenSearchService::Domain", domain)


def _offer_packages(opensearch: Any) -> None:
    """Have the packages that AWS offers to every domain; the server that runs here has them as plugins."""
    there = {each["PackageName"] for each in opensearch._packages.values()}
    for name in OFFERED:
        if name not in there:
            opensearch._create_package({"PackageName": name, "PackageType": "ZIP-PLUGIN", "PackageSource": {}})


def _endpoint(place: Address) -> Attributes:
    return {"Endpoint.Address": place.host, "Endpoint.Port": str(place.port)}

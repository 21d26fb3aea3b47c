"""MSK: a cluster is a record; GetBootstrapBrokers tells its brokers, which ministack reads from its environment."""

import json
from importlib import import_module
from typing import Any

from local.emulation.emulator.handlers import Made, Properties, physical_name, table

MSK = "ministack.services.msk"


def register() -> None:
    """Add the resource types of MSK."""
    for resource_type in ("AWS::MSK::Cluster", "AWS::MSK::ServerlessCluster"):
        table()[resource_type] = {"create": _make, "update": _keep, "delete": _forget}
    table()["AWS::MSK::Configuration"] = {"create": _configure, "update": _revise, "delete": _forget_configuration}


def _make(logical_id: str, properties: Properties, stack: str) -> Made:
    name = properties.get("ClusterName") or physical_name(stack, logical_id)
    answer = _ask(import_module(MSK)._create_cluster, {"clusterName": name})
    return answer["clusterArn"], {"Arn": answer["clusterArn"]}


def _keep(physical_id: str, old: Properties, new: Properties, stack: str) -> Made:
    return physical_id, {"Arn": physical_id}


def _forget(physical_id: str, properties: Properties) -> None:
    import_module(MSK)._delete_cluster(physical_id)


def _configure(logical_id: str, properties: Properties, stack: str) -> Made:
    body = {"name": properties["Name"], "serverProperties": properties["ServerProperties"]}
    answer = _ask(import_module(MSK)._create_configuration, body)
    return answer["arn"], {"Arn": answer["arn"], "LatestRevision.Revision": 1}


def _revise(physical_id: str, old: Properties, new: Properties, stack: str) -> Made:
    return physical_id, {"Arn": physical_id, "LatestRevision.Revision": 2}


def _forget_configuration(physical_id: str, properties: Properties) -> None:
    import_module(MSK)._configurations.pop(physical_id, None)


def _ask(operation: Any, body: dict[str, str]) -> dict[str, Any]:
    status, _, answer = operation(json.dumps(body).encode())
    if status != 200:
        raise ValueError(f"MSK refuses {body}: {answer.decode()}")
    told: dict[str, Any] = json.loads(answer)
    return told

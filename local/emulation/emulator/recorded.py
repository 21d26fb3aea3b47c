"""Resource types of which only the identity matters here: kept in the stack, given attributes, nothing behind them.

A template that uses any of them deploys; that the resource would do its work in AWS is not shown by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from local.emulation.emulator.handlers import Made, Properties, arn, physical_name, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How such a resource is called: templates over `name` and `hash`; `arn` is a service and a resource."""

    id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    arn: tuple[str, str] | None = None


TYPES = {
    "AWS::EC2::EIP": Recorded(id="198.51.100.1", attributes={"AllocationId": "eipalloc-{hash}"}),
    "AWS::EC2::NatGateway": Recorded(id="nat-{hash}", attributes={"NatGatewayId": "nat-{hash}"}),
    "AWS::EC2::SecurityGroupIngress": Recorded(id="sgr-{hash}", attributes={"Id": "sgr-{hash}"}),
    "AWS::EC2::SecurityGroupEgress": Recorded(id="sgr-{hash}", attributes={"Id": "sgr-{hash}"}),
    "AWS::EC2::FlowLog": Recorded(id="fl-{hash}", attributes={"Id": "fl-{hash}"}),
    "AWS::MSK::ClusterPolicy": Recorded(id="{name}", attributes={"CurrentVersion": "K1"}),
    "AWS::MSK::BatchScramSecret": Recorded(id="{name}"),
    "AWS::RDS::DBProxy": Recorded(
        id="{name}", attributes={"Endpoint": "{postgres}"}, arn=("rds", "db-proxy:prx-{hash}")
    ),
    "AWS::RDS::DBProxyTargetGroup": Recorded(id="{name}", arn=("rds", "target-group:prx-tg-{hash}")),
    "AWS::RDS::DBProxyEndpoint": Recorded(id="{name}", attributes={"Endpoint": "{postgres}"}),
    "AWS::ApplicationAutoScaling::ScalableTarget": Recorded(id="{name}", attributes={"Id": "{name}"}),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Recorded(id="{name}", attributes={"Arn": "{name}"}),
    "AWS::SecretsManager::RotationSchedule": Recorded(id="{name}"),
    "AWS::SecretsManager::ResourcePolicy": Recorded(id="{name}"),
    "AWS::WAFv2::WebACLAssociation": Recorded(id="{name}"),
    "AWS::CloudWatch::CompositeAlarm": Recorded(id="{name}", arn=("cloudwatch", "alarm:{name}")),
    "AWS::CloudTrail::Trail": Recorded(id="{name}", arn=("cloudtrail", "trail/{name}")),
    "AWS::Budgets::Budget": Recorded(id="{name}"),
    "AWS::XRay::Group": Recorded(id="{name}"),
    "AWS::Backup::BackupSelection": Recorded(id="{name}", attributes={"SelectionId": "{name}"}),
}


def register(addresses: Mapping[str, str]) -> None:
    """Add the types that ministack lacks; a type it has keeps its own handler."""
    handlers = table()
    for resource_type, recorded in TYPES.items():
        if resource_type not in handlers:
            handlers[resource_type] = recording(recorded, addresses)


def recording(recorded: Recorded, addresses: Mapping[str, str]) -> dict[str, Any]:
    """Make the handler of such a type."""

    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        name = physical_name(stack, logical_id)
        words = {**addresses, "name": name, "hash": f"{crc32(name.encode()):017x}"}
        attributes = {key: text.format_map(words) for key, text in recorded.attributes.items()}
        if recorded.arn is not None:
            full = arn(recorded.arn[0], recorded.arn[1].format_map(words))
            attributes |= {"Arn": full, "DBProxyArn": full, "TargetGroupArn": full}
        return recorded.id.format_map(words), attributes

    def update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Made:
        return create(logical_id, new, stack)

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": lambda *_: None}

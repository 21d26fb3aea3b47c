"""EC2: attributes of a VPC that templates ask for and ministack does not give."""

from typing import Any

from local.emulation.emulator.handlers import Properties, after

WHOLE = "10.0.0.0/16"


def register() -> None:
    """Complete the attributes of AWS::EC2::VPC."""
    after("AWS::EC2::VPC", _complete)


def _complete(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"CidrBlock": properties.get("CidrBlock", WHOLE), "Ipv6CidrBlocks": []} | attributes

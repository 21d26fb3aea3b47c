"""Attributes that templates ask of resources and ministack does not give."""

from typing import Any

from local.emulation.emulator.handlers import Properties, after, region_and_account

WHOLE = "10.0.0.0/16"


def register() -> None:
    """Complete what the handlers of a VPC and of a user pool answer."""
    after("AWS::EC2::VPC", _vpc)
    after("AWS::Cognito::UserPool", _user_pool)


def _vpc(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"CidrBlock": properties.get("CidrBlock", WHOLE), "Ipv6CidrBlocks": []} | attributes


def _user_pool(physical_id: str, properties: Properties, attributes: dict[str, Any]) -> dict[str, Any]:
    name = f"cognito-idp.{region_and_account()[0]}.amazonaws.com/{physical_id}"
    return {"ProviderName": name, "ProviderURL": f"https://{name}"} | attributes

"""A stage lives in as many zones as it says, in those it names, and its brokers are spread evenly over them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.catalogue.functions import FUNCTIONS
from infra.config import DEV, PROD
from infra.issuer import Issuer
from infra.stage import WrongConfiguration
from spice.entrypoints.http.cors import ACCEPTED, cors_of
from tests.infrastructure.synthesised import Synthesised, listed, synthesise_stage

PINNED = ("us-east-1a", "us-east-1b", "us-east-1d")


def subnets(platform: Synthesised, name: str) -> list[Any]:
    """The zones of the subnets of a group, one an entry."""
    tag = {"Key": "aws-cdk:subnet-name", "Value": name}
    return [each["AvailabilityZone"] for each in platform.properties("AWS::EC2::Subnet") if tag in each["Tags"]]


def test_a_stage_has_a_private_subnet_in_every_zone_it_asks_for(platform: Synthesised) -> None:
    zones = subnets(platform, "private")

    assert len(zones) == platform.stage.network.zones
    assert len({str(zone) for zone in zones}) == len(zones)


def test_brokers_are_a_multiple_of_the_subnets_they_are_given(platform: Synthesised) -> None:
    (cluster,) = platform.properties("AWS::MSK::Cluster")
    given = cluster["BrokerNodeGroupInfo"]["ClientSubnets"]

    assert cluster["NumberOfBrokerNodes"] % len(given) == 0
    assert len(given) == platform.stage.network.zones


def test_endpoints_and_gateways_are_in_as_many_zones_as_are_paid_for(platform: Synthesised) -> None:
    endpoints = [
        each for each in platform.properties("AWS::EC2::VPCEndpoint") if each["VpcEndpointType"] == "Interface"
    ]

    assert {len(listed(each["SubnetIds"])) for each in endpoints} == {platform.stage.network.endpoint_zones}
    assert len(platform.properties("AWS::EC2::NatGateway")) == platform.stage.network.nat_gateways


def read(value: object) -> str:
    """Write what only AWS knows, by its name."""
    match value:
        case {"Fn::Join": [str(between), list(parts)]}:
            return between.join(map(read, parts))
        case {"Fn::ImportValue": str(name)}:
            return name
    return str(value)


def test_tokens_are_verified_by_the_gateway_and_nothing_inside_asks_for_keys(platform: Synthesised) -> None:
    """Whether the issuer's keys can be had through PrivateLink is written nowhere, so nothing depends on it."""
    (authorizer,) = platform.properties("AWS::ApiGatewayV2::Authorizer")
    named = json.dumps(
        [
            each["ServiceName"]
            for each in platform.properties("AWS::EC2::VPCEndpoint")
            if each["VpcEndpointType"] == "Interface"
        ]
    )

    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert "cognito" not in named
    for name in ("oms", "bff"):
        settings = platform.function(name)["Environment"]["Variables"]
        assert settings["SPICE_JWT_VERIFIED_BY"] == "gateway"
        assert settings["SPICE_JWT_ISSUER"] == authorizer["JwtConfiguration"]["Issuer"]
        assert read(settings["SPICE_JWT_AUDIENCE"]).split(",") == [
            *map(read, authorizer["JwtConfiguration"]["Audience"])
        ]


def test_pages_of_other_origins_see_through_the_gateway_what_handlers_show(dev: Synthesised) -> None:
    rules = next(each["CorsConfiguration"] for each in dev.properties("AWS::ApiGatewayV2::Api"))
    shown = cors_of(rules["AllowOrigins"])

    assert shown is not None
    assert sorted(rules["ExposeHeaders"]) == sorted(map(str.lower, shown.expose_headers))
    assert {*rules["AllowHeaders"]} >= {*map(str.lower, ACCEPTED)}


def test_an_issuer_of_ones_own_needs_no_way_out(tmp_path: Path) -> None:
    issuer = Issuer(url="https://issuer.example", audience="spice", jwks_url="https://issuer.example/keys", console="c")

    platform = synthesise_stage(replace(DEV, api=replace(DEV.api, issuer=issuer)), tmp_path)

    assert "identity" not in platform.templates
    assert platform.properties("AWS::EC2::NatGateway") == []


def test_a_stage_can_name_its_zones(tmp_path: Path) -> None:
    network = replace(PROD.network, zone_names=PINNED, nat_gateways=2)

    platform = synthesise_stage(replace(PROD, network=network), tmp_path)

    assert sorted(subnets(platform, "private")) == [*PINNED]
    assert sorted(subnets(platform, "public")) == [*PINNED]


@pytest.mark.parametrize("named", [PINNED[:2], (PINNED[0], PINNED[0], PINNED[1])])
def test_named_zones_are_as_many_as_the_zones_and_all_different(named: tuple[str, ...]) -> None:
    with pytest.raises(WrongConfiguration, match=r"network\.zone_names"):
        replace(PROD, network=replace(PROD.network, zone_names=named))


def test_only_what_asks_the_world_is_where_a_way_out_is(prod: Synthesised) -> None:
    """A route of the others would be a door for whoever gets in: the way out is not in their subnets."""
    ways = {json.dumps(each["RouteTableId"]) for each in prod.properties("AWS::EC2::Route") if "NatGatewayId" in each}
    places = {
        json.dumps(each["SubnetId"])
        for each in prod.properties("AWS::EC2::SubnetRouteTableAssociation")
        if json.dumps(each["RouteTableId"]) in ways
    }
    outward = {json.loads(place)["Ref"] for place in places}

    def may_leave(name: str) -> set[bool]:
        subnets = listed(prod.function(name)["VpcConfig"]["SubnetIds"])
        return {any(place in json.dumps(subnet) for place in outward) for subnet in subnets}

    assert {each.name: may_leave(each.name) for each in FUNCTIONS} == {
        each.name: {"internet" in each.grants} for each in FUNCTIONS
    }


def test_a_stage_has_a_way_out_or_its_functions_know_that_it_has_none(platform: Synthesised) -> None:
    ways = {each["Environment"]["Variables"].get("SPICE_WAY_OUT") for each in functions_of(platform)}

    assert ways == {"yes" if platform.stage.network.nat_gateways else "no"}
    assert (DEV.network.nat_gateways, PROD.network.nat_gateways) == (0, 1)


def functions_of(platform: Synthesised) -> list[Any]:
    return [platform.function(each.name) for each in FUNCTIONS]


def test_partners_are_asked_from_a_group_that_reaches_nothing_inside(platform: Synthesised) -> None:
    groups = {each["GroupDescription"]: each for each in platform.properties("AWS::EC2::SecurityGroup")}
    group = groups[f"{platform.stage.name}: what asks partners"]
    worn = listed(platform.function("webhooks")["VpcConfig"]["SecurityGroupIds"])

    rules = {
        (each["CidrIp"] if "CidrIp" in each else each["CidrIpv6"], each["FromPort"], each["ToPort"])
        for each in group["SecurityGroupEgress"]
    }
    assert rules == {(place, port, port) for place in ("0.0.0.0/0", "::/0") for port in (443, 8443)}
    # Its own and that of the database's clients: not that of all other functions.
    assert len(worn) == 2
    assert worn != listed(platform.function("relay")["VpcConfig"]["SecurityGroupIds"])

"""What the region and its zones offer of what a stage asks for."""

from collections.abc import Iterator
from pathlib import Path

from infra.preflight.account import Account
from infra.preflight.finding import Finding, fails
from infra.stacks.data import PARAMETERS
from infra.stage import Stage

ROOT = Path(__file__).parents[2]
AUTHORITIES = ROOT / "layers" / "shared" / "src" / "spice" / "settings" / "rds_authorities"

NORI = "analysis-nori"
NO_BROKERS = frozenset({"use1-az3"})
"""Zones in which MSK stands nowhere, by the ids that are the same in every account; there is no call that says so.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-msk-cluster-brokernodegroupinfo.html
"""
PIN = "name others in `Network(zone_names=(…))`: `aws ec2 describe-availability-zones` lists them"


def zones(account: Account, stage: Stage) -> Iterator[Finding]:
    """Are the zones there, and do they have what stands in them?"""
    there = _zones(account)
    wanted = list(stage.network.zone_names) or sorted(there)[: stage.network.zones]
    if len(wanted) < stage.network.zones or not {*wanted} <= {*there}:
        yield fails(f"{account.region} has the zones {', '.join(sorted(there))}, the stage wants {_wanted(stage)}", PIN)
        return
    if without := sorted(name for name in wanted if there[name] in NO_BROKERS):
        yield fails(f"MSK has no brokers in {', '.join(without)}", PIN)
    services = {f"com.amazonaws.{account.region}.{name}" for name in stage.endpoints}
    found = account.ask("ec2", "describe_vpc_endpoint_services", ServiceNames=sorted(services))["ServiceDetails"]
    for service in found:
        if missing := {*wanted[: stage.network.endpoint_zones]} - {*service["AvailabilityZones"]}:
            yield fails(f"{service['ServiceName']} has no endpoint in {', '.join(sorted(missing))}", PIN)


def _zones(account: Account) -> dict[str, str]:
    """Name the zones that can be used, with their ids."""
    usual = [{"Name": "zone-type", "Values": ["availability-zone"]}]
    told = account.ask("ec2", "describe_availability_zones", Filters=usual)
    return {zone["ZoneName"]: zone["ZoneId"] for zone in told["AvailabilityZones"] if zone["State"] == "available"}


def _wanted(stage: Stage) -> str:
    return ", ".join(stage.network.zone_names) or f"{stage.network.zones} of them"


def database(account: Account, stage: Stage) -> Iterator[Finding]:
    """Is the engine offered on the instance?"""
    aurora = stage.database.kind == "aurora"
    engine = "aurora-postgresql" if aurora else "postgres"
    kind = "db.serverless" if aurora else f"db.{stage.database.instance}"
    told = account.ask(
        "rds",
        "describe_orderable_db_instance_options",
        Engine=engine,
        EngineVersion=stage.database.version,
        DBInstanceClass=kind,
    )
    if not told["OrderableDBInstanceOptions"]:
        yield fails(f"{engine} {stage.database.version} is not offered on {kind}", "choose another version or class")


def parameters(account: Account, stage: Stage) -> Iterator[Finding]:
    """Does the engine have the parameters that are set?"""
    major = stage.database.version.partition(".")[0]
    aurora = stage.database.kind == "aurora"
    family = f"aurora-postgresql{major}" if aurora else f"postgres{major}"
    asked = "describe_engine_default_cluster_parameters" if aurora else "describe_engine_default_parameters"
    told = account.every("rds", asked, "EngineDefaults.Parameters", DBParameterGroupFamily=family)
    if missing := {*PARAMETERS} - {each["ParameterName"] for each in told}:
        yield fails(f"{family} has no parameter {', '.join(sorted(missing))}", "take it out of infra/stacks/data.py")


def roots(account: Account, stage: Stage) -> Iterator[Finding]:
    """Do the functions know who may say that a host of the region is the database?"""
    if not (AUTHORITIES / f"{account.region}.pem").is_file():
        yield fails(
            f"no root certificates of RDS are kept for {account.region}: no function would sign in to its database",
            f"curl https://truststore.pki.rds.amazonaws.com/{account.region}/{account.region}-bundle.pem"
            f" -o {AUTHORITIES.relative_to(ROOT)}/{account.region}.pem",
        )


def bus(account: Account, stage: Stage) -> Iterator[Finding]:
    """Is the version of Kafka offered?"""
    offered = {each["Version"] for each in account.every("kafka", "list_kafka_versions", "KafkaVersions")}
    if stage.bus.version not in offered:
        yield fails(f"MSK does not offer Kafka {stage.bus.version}: {', '.join(sorted(offered))}", "choose another")


def search(account: Account, stage: Stage) -> Iterator[Finding]:
    """Are the instances offered for the version, and the package that splits Korean?"""
    version = stage.search.version
    for kind in filter(None, (stage.search.instance, stage.search.managers)):
        told = account.ask("opensearch", "list_instance_type_details", EngineVersion=version, InstanceType=kind)
        if not any(each["InstanceType"] == kind for each in told["InstanceTypeDetails"]):
            yield fails(f"OpenSearch Service does not offer {version} on {kind}", "choose another instance or version")
    named = [{"Name": "PackageName", "Value": [NORI]}]
    found = account.ask("opensearch", "describe_packages", Filters=named)["PackageDetailsList"]
    if not any(each.get("EngineVersion", version) == version for each in found):
        yield fails(f"there is no package {NORI} for {version} in {account.region}", "choose another version")

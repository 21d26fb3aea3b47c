"""Before a deployment: a good account has no findings, and each bad one is told what it lacks and what to do."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.config import DEV, PROD
from infra.preflight import __main__ as command
from infra.preflight.account import ACTIONS, Account
from infra.preflight.finding import Finding
from infra.preflight.look import look
from infra.preflight.made import NAMED, Made
from infra.preflight.offers import roots
from infra.preflight.quotas import UNRESERVED
from infra.preflight.standing import ROLES
from infra.preflight.taken import LOOKS
from infra.stacks.data import PARAMETERS
from infra.stage import Stage
from tests.support.fake_account import Answer, FakeAccount, Refused, refusing

REGION = "us-east-1"
ZONES = [f"{REGION}{letter}" for letter in "abcdf"]
DOCS = Path(__file__).parents[4] / "docs" / "deploy.md"
ABSENT = refusing("ValidationError", "Stack with id spice-prod-app does not exist")


def zones(names: list[str], first: str = "use1-az1") -> Answer:
    ids = {name: f"use1-az{n}" for n, name in enumerate(names, start=4)} | {names[0]: first}
    return {"AvailabilityZones": [{"ZoneName": n, "ZoneId": ids[n], "State": "available"} for n in names]}


def endpoints(names: list[str]) -> Answer:
    told = [{"ServiceName": f"com.amazonaws.{REGION}.{name}", "AvailabilityZones": names} for name in DEV.endpoints]
    return {"ServiceDetails": told}


def instances(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"InstanceTypeDetails": [{"InstanceType": asked["InstanceType"]}]}


def only_search_role(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    if str(asked["RoleName"]).startswith("spice-"):
        raise Refused("NoSuchEntity")
    return {"Role": role(str(asked["RoleName"]))}


CONFIGURATION = {
    "Arn": "a",
    "CreationTime": "2026-11-29T00:00:00Z",
    "Description": "",
    "KafkaVersions": ["3.9.x"],
    "Name": "spice-prod-bus",
    "State": "ACTIVE",
    "LatestRevision": {"CreationTime": "2026-11-29T00:00:00Z", "Revision": 1},
}


def role(name: str) -> dict[str, Any]:
    return {"Path": "/", "RoleName": name, "RoleId": "A" * 16, "Arn": "a" * 20, "CreateDate": "2026-11-29T00:00:00Z"}


def parameters(*names: str) -> dict[str, Any]:
    return {"EngineDefaults": {"Parameters": [{"ParameterName": name} for name in names]}}


def without_linked_roles(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """An account in which only OpenSearch's was made."""
    if asked["RoleName"] != "AWSServiceRoleForAmazonOpenSearchService":
        raise Refused("NoSuchEntity")
    return {"Role": role(str(asked["RoleName"]))}


GOOD: Mapping[str, Answer] = {
    "GetCallerIdentity": {"Account": "123456789012"},
    "GetParameter": {"Parameter": {"Value": "30"}},
    "GetRole": only_search_role,
    "DescribeStacks": ABSENT,
    "GetAccountSettings": {"AccountLimit": {"UnreservedConcurrentExecutions": 1000}},
    "ListDistributions": {"DistributionList": {"Quantity": 1, "Marker": "", "MaxItems": 100, "IsTruncated": False}},
    "DescribeFunction": refusing("NoSuchFunctionExists"),
    "DescribeUserPoolDomain": {"DomainDescription": {}},
    "DescribeServerlessCaches": refusing("ServerlessCacheNotFoundFault"),
    "ListConfigurations": {"Configurations": []},
    "DescribeEngineDefaultParameters": parameters(*PARAMETERS),
    "DescribeEngineDefaultClusterParameters": parameters(*PARAMETERS),
    "ListSubscriptionsByTopic": {"Subscriptions": []},
    "DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1"}]},
    "DescribeAddresses": {"Addresses": []},
    "GetServiceQuota": {"Quota": {"Value": 5.0}},
    "HeadBucket": refusing("404"),
    "ListAliases": {"Aliases": [{"AliasName": "alias/aws/s3"}]},
    "DescribeLogGroups": {"logGroups": []},
    "GetFunction": refusing("ResourceNotFoundException"),
    "ListDomainNames": {"DomainNames": []},
    "ListClustersV2": {"ClusterInfoList": []},
    "DescribeDBClusters": refusing("DBClusterNotFoundFault"),
    "DescribeDBInstances": refusing("DBInstanceNotFound"),
    "DescribeAvailabilityZones": zones(ZONES),
    "DescribeVpcEndpointServices": endpoints(ZONES),
    "DescribeOrderableDBInstanceOptions": {"OrderableDBInstanceOptions": [{"Engine": "postgres"}]},
    "ListKafkaVersions": {"KafkaVersions": [{"Version": "3.9.x", "Status": "ACTIVE"}]},
    "ListInstanceTypeDetails": instances,
    "DescribePackages": {"PackageDetailsList": [{"PackageName": "analysis-nori", "EngineVersion": "OpenSearch_3.3"}]},
}


@pytest.fixture(scope="module")
def stacks() -> Mapping[str, list[Made]]:
    return {stage.name: command.synthesised(stage, REGION) for stage in (DEV, PROD)}


def findings(
    stacks: Mapping[str, list[Made]], stage: Stage = PROD, *, account: FakeAccount | None = None, **changed: Answer
) -> list[Finding]:
    account = account or FakeAccount({**GOOD, **changed})
    return list(look(Account(account.connect, REGION), stage, stacks[stage.name]))


@pytest.mark.parametrize("stage", [DEV, PROD], ids=lambda stage: stage.name)
def test_a_good_account_is_ready(stacks: Mapping[str, list[Made]], stage: Stage) -> None:
    assert findings(stacks, stage) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"GetParameter": refusing("ParameterNotFound")}, "us-east-1 is not bootstrapped"),
        ({"GetParameter": {"Parameter": {"Value": "4"}}}, "us-east-1 is bootstrapped with version 4"),
        ({"GetRole": refusing("NoSuchEntity")}, "AWSServiceRoleForAmazonOpenSearchService is missing"),
        ({"GetRole": {"Role": role("spice-prod-oms-us-east-1")}}, "AWS::IAM::Role spice-prod-oms-us-east-1 is there"),
        ({"GetAccountSettings": {"AccountLimit": {"UnreservedConcurrentExecutions": 10}}}, "may run 10 times at once"),
        ({"DescribeVpcs": {"Vpcs": [{}] * 5}}, "there are 5 VPCs of 5"),
        ({"HeadBucket": refusing("403")}, "spice-prod-log-123456789012-us-east-1 is there already"),
        ({"HeadBucket": {}}, "spice-prod-log-replica-123456789012-ap-northeast-1 is there already"),
        ({"ListAliases": {"Aliases": [{"AliasName": "alias/spice-prod"}]}}, "alias/spice-prod is there already"),
        ({"DescribeLogGroups": {"logGroups": [{"logGroupName": "/spice/prod/access"}]}}, "/spice/prod/access is there"),
        ({"GetFunction": {}}, "spice-prod-relay is there already"),
        ({"ListDomainNames": {"DomainNames": [{"DomainName": "spice-prod-search"}]}}, "spice-prod-search is there"),
        ({"ListClustersV2": {"ClusterInfoList": [{"ClusterName": "spice-prod-bus"}]}}, "spice-prod-bus is there"),
        (
            {"DescribeServerlessCaches": {"ServerlessCaches": []}},
            "ServerlessCache spice-prod-cache is there already",
        ),
        ({"ListConfigurations": {"Configurations": [CONFIGURATION]}}, "Configuration spice-prod-bus is there already"),
        ({"DescribeFunction": {}}, "Function spice-prod-console-us-east-1 is there already"),
        (
            {"DescribeUserPoolDomain": {"DomainDescription": {"Domain": "spice-prod-123456789012"}}},
            "UserPoolDomain spice-prod-123456789012 is there already",
        ),
        (
            {"DescribeEngineDefaultClusterParameters": parameters("rds.force_ssl")},
            "aurora-postgresql17 has no parameter idle_in_transaction_session_timeout, log_min_duration_statement, tra",
        ),
        ({"DescribeDBClusters": {}}, "spice-prod-database is there already"),
        ({"DescribeAvailabilityZones": zones(ZONES[:2])}, "the stage wants 3 of them"),
        ({"DescribeAvailabilityZones": zones(ZONES, "use1-az3")}, f"MSK has no brokers in {REGION}a"),
        ({"DescribeVpcEndpointServices": endpoints(ZONES[1:])}, f"has no endpoint in {REGION}a"),
        ({"DescribeOrderableDBInstanceOptions": {"OrderableDBInstanceOptions": []}}, "is not offered on db.serverless"),
        ({"ListKafkaVersions": {"KafkaVersions": [{"Version": "4.0.x"}]}}, "does not offer Kafka 3.9.x: 4.0.x"),
        ({"ListInstanceTypeDetails": {"InstanceTypeDetails": []}}, "does not offer OpenSearch_3.3 on r7g.large.search"),
        ({"DescribePackages": {"PackageDetailsList": []}}, "there is no package analysis-nori"),
    ],
)
def test_what_an_account_lacks_is_said_with_what_mends_it(
    stacks: Mapping[str, list[Made]], changed: Mapping[str, Answer], says: str
) -> None:
    found = findings(stacks, account=FakeAccount({**GOOD, **changed}))

    assert {each.kind for each in found if says in each.says} == {"fails"}, found
    assert all(each.do for each in found)


def test_roles_that_aws_makes_too_late_are_made_before(stacks: Mapping[str, list[Made]]) -> None:
    found = findings(stacks, GetRole=without_linked_roles)

    assert {each.kind for each in found} == {"mind"}
    services = {each.do.rpartition(" ")[2] for each in found}
    assert services >= {f"{name}.amazonaws.com" for name in ("rds", "elasticache", "kafka")}
    page = DOCS.read_text()
    assert [service for _, service in ROLES.values() if service.partition(".")[0] not in page] == []


def test_an_account_that_may_have_no_distribution_yet_is_told_what_to_try_first(
    stacks: Mapping[str, list[Made]],
) -> None:
    none = {"Quantity": 0, "Marker": "", "MaxItems": 100, "IsTruncated": False}

    (found,) = findings(stacks, ListDistributions={"DistributionList": none})

    assert (found.kind, "deploy spice-prod-front first" in found.do) == ("mind", True)


def test_a_region_whose_roots_are_not_kept_is_told() -> None:
    here, there = (list(roots(Account(FakeAccount({}).connect, region), DEV)) for region in (REGION, "il-central-1"))

    assert here == []
    assert "no root certificates of RDS are kept for il-central-1" in there[0].says


def test_who_did_not_confirm_is_named(stacks: Mapping[str, list[Made]]) -> None:
    stack = {"StackName": "x", "CreationTime": "2026-11-29T00:00:00Z", "StackStatus": "CREATE_COMPLETE"}
    asked = {"SubscriptionArn": "PendingConfirmation", "Endpoint": "me@example.org", "Protocol": "email"}

    found = findings(stacks, DescribeStacks={"Stacks": [stack]}, ListSubscriptionsByTopic={"Subscriptions": [asked]})

    assert {each.kind for each in found} == {"mind"}
    assert "me@example.org has not confirmed that spice-prod-critical may write to it" in {each.says for each in found}


def test_what_is_kept_warm_is_not_counted_beside_what_is_reserved(stacks: Mapping[str, list[Made]]) -> None:
    reserved = sum(
        each.get("ReservedConcurrentExecutions", 0)
        for made in stacks["prod"]
        for each in made.properties("AWS::Lambda::Function")
    )
    exactly = {"AccountLimit": {"UnreservedConcurrentExecutions": reserved + UNRESERVED}}

    assert findings(stacks, GetAccountSettings=exactly) == []


@pytest.mark.parametrize("state", ["ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED", "CREATE_IN_PROGRESS"])
def test_a_stack_from_which_nothing_goes_on_is_named(stacks: Mapping[str, list[Made]], state: str) -> None:
    stack = {"StackName": "x", "CreationTime": "2026-11-29T00:00:00Z", "StackStatus": state}

    found = findings(stacks, DescribeStacks={"Stacks": [stack]})

    assert {each.kind for each in found} == {"fails"}
    assert f"stack spice-prod-storage is {state}" in " ".join(each.says for each in found)


def test_what_stands_already_is_in_nobodys_way(stacks: Mapping[str, list[Made]]) -> None:
    """An update: names are there, quotas are used by the stage itself."""
    stack = {"StackName": "x", "CreationTime": "2026-11-29T00:00:00Z", "StackStatus": "UPDATE_COMPLETE"}

    found = findings(
        stacks,
        DescribeStacks={"Stacks": [stack]},
        HeadBucket={},
        DescribeVpcs={"Vpcs": [{}] * 5},
        GetAccountSettings={"AccountLimit": {"UnreservedConcurrentExecutions": 100}},
    )

    assert found == []


def test_zones_that_are_pinned_are_looked_for(stacks: Mapping[str, list[Made]]) -> None:
    pinned = replace(PROD, network=replace(PROD.network, zone_names=(ZONES[0], ZONES[1], f"{REGION}e")))

    (found,) = findings(stacks, pinned)

    assert f"{REGION}e" in found.says


def test_what_may_not_be_asked_is_told_and_the_rest_is_asked(stacks: Mapping[str, list[Made]]) -> None:
    found = findings(stacks, DescribeVpcs=refusing("UnauthorizedOperation"), GetRole=refusing("AccessDenied"))

    assert {each.kind for each in found} == {"unknown"}
    assert any("DescribeVpcs was refused: UnauthorizedOperation" in each.says for each in found)


def test_everything_that_is_asked_reads_and_its_grant_is_written_down(stacks: Mapping[str, list[Made]]) -> None:
    account = FakeAccount(dict(GOOD))
    stack = {"StackName": "x", "CreationTime": "2026-11-29T00:00:00Z", "StackStatus": "UPDATE_COMPLETE"}
    stands = FakeAccount({**GOOD, "DescribeStacks": {"Stacks": [stack]}}, account.asked)
    findings(stacks, PROD, account=stands)
    findings(stacks, PROD, account=account)
    findings(stacks, DEV, account=account)

    verbs = ("Get", "List", "Describe", "Head")
    assert all(operation.startswith(verbs) for operation in account.asked)
    granted = {action.partition(":")[2] for action in ACTIONS} | {"HeadBucket"}
    assert account.asked <= granted
    assert [action for action in ACTIONS if action not in DOCS.read_text()] == []


def test_every_kind_of_name_is_looked_for() -> None:
    assert set(NAMED) == set(LOOKS)


def test_the_worst_is_told_first() -> None:
    told = command.report([Finding(kind="unknown", says="b"), Finding(kind="fails", says="a", do="mend it")])

    assert told.startswith("fails   a\n        mend it\nunknown b")
    assert command.report([]) == "nothing was found that would make it fail"

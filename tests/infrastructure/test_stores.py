"""What keeps data is encrypted, private, and as durable as its stage says."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.deploy.packages import ENOUGH
from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS
from infra.config import DEV, stage_named
from infra.constructs.step import STEPS
from infra.stacks.packages import LOOKS
from infra.stage import OTHER_CONNECTIONS, Stage, WrongConfiguration
from spice.entrypoints.custom_resource import RESERVE_SECONDS
from spice.entrypoints.lazy import REQUEST_SECONDS
from tests.infrastructure.synthesised import Synthesised, listed


def log_bucket(platform: Synthesised) -> dict[str, Any]:
    template = platform.templates["storage"]["Resources"].values()
    buckets = [r["Properties"] for r in template if r["Type"] == "AWS::S3::Bucket"]
    return next(bucket for bucket in buckets if f"spice-{platform.stage.name}-log-" in json.dumps(bucket["BucketName"]))


def log_statements(platform: Synthesised) -> dict[str, dict[str, Any]]:
    template = platform.templates["storage"]["Resources"].values()
    policies = [r["Properties"] for r in template if r["Type"] == "AWS::S3::BucketPolicy"]
    return {s["Sid"]: s for p in policies for s in p["PolicyDocument"]["Statement"] if "Sid" in s}


def pieces(name: Any) -> str:
    """A name as one text, what CloudFormation fills in included."""
    separator, parts = name["Fn::Join"]
    return str(separator.join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts))


def test_nothing_under_log_is_deleted(platform: Synthesised) -> None:
    statement = log_statements(platform)["NothingIsDeleted"]

    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == {"AWS": "*"}
    assert {"s3:DeleteObject", "s3:DeleteObjectVersion"} <= set(statement["Action"])
    assert json.dumps(statement["Resource"]).endswith('"/log/*"]]}')


def test_only_what_empties_a_disposable_stage_may_delete(dev: Synthesised, prod: Synthesised) -> None:
    spared = log_statements(dev)["NothingIsDeleted"]["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]
    made = [
        role["RoleName"] for role in dev.properties("AWS::IAM::Role") if "empty-bucket" in str(role.get("RoleName"))
    ]

    assert [pieces(spared).rpartition(":role/")[2]] == [pieces(name) for name in made]
    assert "Condition" not in log_statements(prod)["NothingIsDeleted"]


def test_nothing_under_log_is_written_without_a_condition(platform: Synthesised) -> None:
    statement = log_statements(platform)["NothingIsWrittenTwice"]

    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:PutObject")
    assert statement["Condition"] == {"Null": {"s3:if-none-match": "true"}}


def test_every_bucket_is_private_and_encrypted(platform: Synthesised) -> None:
    for bucket in platform.properties("AWS::S3::Bucket"):
        assert bucket["BucketEncryption"]
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_log_never_goes_where_reading_needs_a_restore(platform: Synthesised) -> None:
    rules = log_bucket(platform)["LifecycleConfiguration"]["Rules"]
    classes = {transition["StorageClass"] for rule in rules for transition in rule.get("Transitions", [])}

    assert classes == {"STANDARD_IA", "GLACIER_IR"}
    assert not any("ExpirationInDays" in rule for rule in rules)


def test_prod_locks_and_replicates_its_log(prod: Synthesised) -> None:
    bucket = log_bucket(prod)
    replica = prod.templates["replica"]["Resources"].values()

    assert bucket["ObjectLockEnabled"] is True
    assert bucket["ReplicationConfiguration"]["Rules"][0]["Status"] == "Enabled"
    assert any(r["Type"] == "AWS::S3::Bucket" and "ObjectLockEnabled" in r["Properties"] for r in replica)


def test_there_is_no_bucket_that_nothing_uses(platform: Synthesised) -> None:
    made = [json.dumps(b["BucketName"]) for b in platform.made("storage", "AWS::S3::Bucket")]
    functions = json.dumps(platform.properties("AWS::Lambda::Function"))

    assert [name for name in names.BUCKETS if f"spice-{platform.stage.name}-{name}-" not in functions] == []
    assert len(made) == len(names.BUCKETS) + (0 if platform.stage.disposable else 1)


def test_every_other_store_is_encrypted_and_private(platform: Synthesised) -> None:
    for database in platform.properties("AWS::RDS::DBInstance"):
        assert not database.get("PubliclyAccessible")
        assert database.get("StorageEncrypted") or "DBClusterIdentifier" in database
    for cluster in platform.properties("AWS::RDS::DBCluster"):
        assert cluster["StorageEncrypted"] is True
        assert cluster["EnableIAMDatabaseAuthentication"] is True
    for domain in platform.properties("AWS::OpenSearchService::Domain"):
        assert domain["EncryptionAtRestOptions"]["Enabled"]
        assert domain["NodeToNodeEncryptionOptions"]["Enabled"]
        assert domain["DomainEndpointOptions"]["EnforceHTTPS"]
        assert domain["VPCOptions"]["SubnetIds"]
    for cache in platform.properties("AWS::ElastiCache::ReplicationGroup"):
        assert cache["AtRestEncryptionEnabled"]
        assert cache["TransitEncryptionEnabled"]
    for files in platform.properties("AWS::EFS::FileSystem"):
        assert files["Encrypted"] is True


def test_the_bus_takes_iam_over_tls_only_and_makes_no_topic_by_itself(platform: Synthesised) -> None:
    (cluster,) = platform.properties("AWS::MSK::Cluster")
    (configuration,) = platform.properties("AWS::MSK::Configuration")
    properties = dict(line.split("=") for line in configuration["ServerProperties"].splitlines())

    assert cluster["EncryptionInfo"]["EncryptionInTransit"] == {"ClientBroker": "TLS", "InCluster": True}
    assert cluster["ClientAuthentication"]["Sasl"] == {"Iam": {"Enabled": True}}
    assert properties["auto.create.topics.enable"] == "false"
    assert properties["message.max.bytes"] == str(4 * 1024 * 1024)
    # Express brokers take milliseconds alone.
    assert int(properties["log.retention.ms"]) == platform.stage.bus.retention_hours * 3_600_000
    assert not {"log.retention.hours", "log.retention.minutes"} & {*properties}


def test_topics_are_those_of_the_names(platform: Synthesised) -> None:
    (topics,) = platform.properties("Custom::Topics")

    assert topics["Topics"] == {name: str(count) for name, count in names.TOPICS.items()}


def test_destroying_dev_leaves_nothing_and_prod_keeps_its_stores(dev: Synthesised, prod: Synthesised) -> None:
    kept = {
        r["Type"]
        for t in dev.templates.values()
        for r in t["Resources"].values()
        if str(r.get("DeletionPolicy")).startswith("Retain")
    }
    stores = ("AWS::S3::Bucket", "AWS::KMS::Key", "AWS::OpenSearchService::Domain")

    assert kept == set()
    assert {r["DeletionPolicy"] for kind in stores for r in prod.resources(kind)} == {"RetainExceptOnCreate"}
    assert {r["DeletionPolicy"] for r in prod.resources("AWS::RDS::DBCluster")} == {"Snapshot"}
    assert len(dev.properties("Custom::EmptyLog")) == 1
    assert prod.properties("Custom::EmptyLog") == []


def test_what_is_kept_does_not_outlive_a_creation_that_failed(platform: Synthesised) -> None:
    kept = [
        (id, r["DeletionPolicy"], r["UpdateReplacePolicy"])
        for t in platform.templates.values()
        for id, r in t["Resources"].items()
        if str(r.get("DeletionPolicy")).startswith("Retain")
    ]

    assert [each for each in kept if each[1:] != ("RetainExceptOnCreate", "Retain")] == []


def test_what_two_regions_of_an_account_share_has_the_region_in_its_name(platform: Synthesised) -> None:
    shared = [b["Budget"]["BudgetName"] for b in platform.properties("AWS::Budgets::Budget")]
    shared += [d["DashboardName"] for d in platform.properties("AWS::CloudWatch::Dashboard")]

    assert len(shared) == 4
    assert all(pieces(name).endswith("-<AWS::Region>") for name in shared)


def test_a_replica_shares_no_name_with_the_stage_in_its_region(prod: Synthesised) -> None:
    aliases = [alias["AliasName"] for alias in prod.properties("AWS::KMS::Alias")]
    rules = log_bucket(prod)["ReplicationConfiguration"]["Rules"]

    assert sorted(aliases) == ["alias/spice-prod", "alias/spice-prod-replica"]
    assert json.dumps(rules).count("alias/spice-prod-replica") == len(rules)


def test_the_api_signs_in_as_a_user_whose_connections_are_counted(platform: Synthesised) -> None:
    """However many requests come, the relay and the workers find a connection; nobody can be another's user."""
    (migrations,) = platform.properties("Custom::Migrations")
    users = {user["Name"]: user for user in migrations["Users"]}
    most = sum(platform.function(name)["ReservedConcurrentExecutions"] for name in ("oms", "bff"))

    assert int(users["spice_api"]["Connections"]) == 2 * most
    assert float(users["spice_api"]["StatementSeconds"]) == REQUEST_SECONDS
    assert users["spice_app"] == {"Name": "spice_app"}
    assert 2 * most + OTHER_CONNECTIONS <= platform.stage.database.connections
    for entry in FUNCTIONS:
        user = "spice_api" if entry.name in ("oms", "bff") else "spice_app"
        settings = platform.function(entry.name)["Environment"]["Variables"]
        signs = [s for s in platform.role_statements(entry.name) if s["Action"] == "rds-db:connect"]
        assert f"//{user}@" in json.dumps(settings["SPICE_POSTGRES_URL"])
        assert json.dumps(signs).count(f"/{user}") == 1
        assert json.dumps(signs).count("/spice_") == 1


def test_nothing_stands_between_a_function_and_the_database(platform: Synthesised) -> None:
    assert platform.properties("AWS::RDS::DBProxy") == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"database": replace(DEV.database, connections=60)}, "database.connections"),
        ({"api": replace(DEV.api, waits=13)}, "api.waits"),
        ({"api": replace(DEV.api, subject_per_second=200)}, "api.subject_per_second"),
        ({"api": replace(DEV.api, subject_burst=400)}, "api.subject_per_second"),
    ],
)
def test_a_stage_whose_bounds_contradict_one_another_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(WrongConfiguration, match=says.replace(".", r"\.")):
        replace(DEV, **changed)


def test_a_replica_in_the_stages_own_region_is_refused() -> None:
    with pytest.raises(WrongConfiguration, match="replica_region: must be another region than the stage's own"):
        stage_named("prod", critical="ops@example.org").deployable("ap-northeast-1")

    stage_named("prod", critical="ops@example.org").deployable("us-east-1")
    stage_named("dev").deployable("ap-northeast-1")


def test_one_client_is_told_to_slow_down_before_all_are(platform: Synthesised) -> None:
    (stage,) = platform.properties("AWS::ApiGatewayV2::Stage")
    throttle = stage["DefaultRouteSettings"]
    settings = platform.function("bff")["Environment"]["Variables"]

    assert int(settings["SPICE_RATE_LIMIT_PER_SECOND"]) < throttle["ThrottlingRateLimit"]
    assert int(settings["SPICE_RATE_LIMIT_BURST"]) < throttle["ThrottlingBurstLimit"]


def test_groups_of_servers_are_open_to_groups_alone(platform: Synthesised) -> None:
    groups = platform.properties("AWS::EC2::SecurityGroup")

    assert all(listed(group.get("SecurityGroupIngress", [])) == [] for group in groups)
    assert all("SourceSecurityGroupId" in rule for rule in platform.properties("AWS::EC2::SecurityGroupIngress"))


@pytest.mark.parametrize("stage", [DEV, stage_named("prod")], ids=lambda stage: stage.name)
def test_no_stage_pays_for_a_way_out_that_nothing_goes(stage: Stage) -> None:
    assert (stage.graph, stage.network.nat_gateways) == (None, 0)


def test_an_upgrade_of_the_search_is_made_in_place(platform: Synthesised) -> None:
    """Another version would else be another domain, of a name that is taken."""
    (domain,) = platform.resources("AWS::OpenSearchService::Domain")

    assert domain["UpdatePolicy"] == {"EnableVersionUpgrade": True}


def test_disks_of_brokers_grow_before_they_are_full(dev: Synthesised, prod: Synthesised) -> None:
    (target,) = dev.properties("AWS::ApplicationAutoScaling::ScalableTarget")
    (policy,) = dev.properties("AWS::ApplicationAutoScaling::ScalingPolicy")
    tracked = policy["TargetTrackingScalingPolicyConfiguration"]

    assert target["ScalableDimension"] == "kafka:broker-storage:VolumeSize"
    assert target["MaxCapacity"] > target["MinCapacity"] == dev.stage.bus.storage_gb
    assert tracked["PredefinedMetricSpecification"] == {"PredefinedMetricType": "KafkaBrokerStorageUtilization"}
    assert (tracked["DisableScaleIn"], tracked["TargetValue"] < 85) == (True, True)
    # Express brokers have no disks to look after.
    assert prod.properties("AWS::ApplicationAutoScaling::ScalableTarget") == []


def test_packages_are_waited_for_apart_and_for_hours(platform: Synthesised) -> None:
    """CloudFormation waits an hour for a resource and not longer; what goes back then is this stack alone."""
    there = platform.templates["packages"]["Resources"].values()
    looks = [r for n in range(1, LOOKS + 1) for r in there if r["Type"] == f"Custom::Packages{n}"]

    assert len(looks) == LOOKS
    assert [("Later" in look["Properties"]) for look in looks] == [True] * (LOOKS - 1) + [False]
    assert LOOKS * (STEPS["packages"].timeout_seconds - RESERVE_SECONDS - ENOUGH) >= 3 * 3600
    assert all(STEPS["packages"].timeout_seconds < int(look["Properties"]["ServiceTimeout"]) <= 3600 for look in looks)
    chained = [json.dumps(look["DependsOn"]) for look in looks[1:]]
    assert all(f'"Packages{n}' in after for n, after in enumerate(chained, start=1)), chained

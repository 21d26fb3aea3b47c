"""What keeps data is encrypted, private, and as durable as its stage says."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.deploy.packages import ENOUGH
from infra.catalogue import names
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.tables import DATABASE_USERS, TABLES
from infra.config import DEV, stage_named
from infra.constructs.step import STEPS
from infra.stacks.packages import LOOKS
from infra.stage import OTHER_CONNECTIONS, WrongConfiguration
from spice.adapters.aws.kms_wrap import CONTEXT
from spice.application.ground import uploads
from spice.application.queries import exports
from spice.entrypoints.custom_resource import RESERVE_SECONDS
from spice.entrypoints.lazy import REQUEST_SECONDS
from tests.infrastructure.synthesised import Synthesised, listed


def log_bucket(platform: Synthesised) -> dict[str, Any]:
    return a_bucket(platform, "log")


def a_bucket(platform: Synthesised, name: str) -> dict[str, Any]:
    template = platform.templates["storage"]["Resources"].values()
    buckets = [r["Properties"] for r in template if r["Type"] == "AWS::S3::Bucket"]
    named = f"spice-{platform.stage.name}-{name}-"
    return next(bucket for bucket in buckets if named in json.dumps(bucket["BucketName"]))


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


def test_what_proves_the_log_is_written_once_but_for_a_checkpoint_that_replaces_the_one_before(
    platform: Synthesised,
) -> None:
    statements = log_statements(platform)
    once = json.dumps(statements["NothingIsWrittenTwice"]["Resource"])

    assert statements["NoProofIsDeleted"]["Effect"] == "Deny"
    assert json.dumps(statements["NoProofIsDeleted"]["Resource"]).endswith('"/proof/*"]]}')
    assert all(f"/proof/{part}/*" in once for part in ("tile", "checkpoints", "next", "ends", "keys"))
    assert "/proof/checkpoint" not in once.replace("/proof/checkpoints/", "")
    unseen = statements["NoCheckpointIsReplacedUnseen"]
    assert json.dumps(unseen["Resource"]).endswith('"/proof/checkpoint"]]}')
    assert unseen["Condition"] == {"Null": {"s3:if-none-match": "true", "s3:if-match": "true"}}


def test_maintenance_alone_signs_for_the_log(platform: Synthesised) -> None:
    (key,) = [each for each in platform.properties("AWS::KMS::Key") if each.get("KeyUsage") == "SIGN_VERIFY"]
    signing = [
        json.dumps(policy["Roles"])
        for policy in platform.properties("AWS::IAM::Policy")
        if "kms:Sign" in json.dumps(policy["PolicyDocument"])
    ]
    functions = platform.properties("AWS::Lambda::Function")
    sealing = [f for f in functions if "SPICE_SEAL_KMS_KEY" in f.get("Environment", {}).get("Variables", {})]

    assert key["KeySpec"] == "ECC_NIST_EDWARDS25519"
    assert len(signing) == 1
    assert "Maintenance" in signing[0]
    assert [each["FunctionName"] for each in sealing] == [f"spice-{platform.stage.name}-maintenance"]
    assert "SPICE_SEAL_ORIGIN" in sealing[0]["Environment"]["Variables"]


def test_the_key_of_personal_data_opens_nothing_else_and_for_nobody_else(platform: Synthesised) -> None:
    (key,) = [each for each in platform.properties("AWS::KMS::Key") if "personal data" in str(each.get("Description"))]
    stage = platform.stage.name
    functions = platform.properties("AWS::Lambda::Function")
    told = [f for f in functions if "SPICE_PERSONAL_KMS_KEY" in f.get("Environment", {}).get("Variables", {})]
    reading, sealing = {"bff"}, {"oms", "imports", "maintenance"}
    denied = [each for each in key["KeyPolicy"]["Statement"] if each["Effect"] == "Deny"]
    may = {
        action: {
            entry.name
            for entry in FUNCTIONS
            for each in platform.role_statements(entry.name)
            if action in each["Action"] and "PersonalKey" in json.dumps(each["Resource"])
        }
        for action in ("kms:Encrypt", "kms:Decrypt")
    }

    assert key["EnableKeyRotation"] is True
    assert denied[0]["Condition"] == {"StringNotEquals": {"kms:EncryptionContext:spice": "personal data"}}
    assert {each["FunctionName"] for each in told} == {f"spice-{stage}-{name}" for name in reading | sealing}
    assert may == {"kms:Encrypt": sealing, "kms:Decrypt": reading | sealing}
    assert CONTEXT == names.PERSONAL_CONTEXT


def test_what_is_deleted_of_the_keys_is_gone(platform: Synthesised) -> None:
    """Keys of epochs: no version, no replica, and none may be begun with."""
    bucket, denied = a_bucket(platform, "keys"), log_statements(platform)["NothingIsKept"]

    assert not {"VersioningConfiguration", "ReplicationConfiguration"} & bucket.keys()
    assert (denied["Effect"], denied["Principal"]) == ("Deny", {"AWS": "*"})
    assert set(denied["Action"]) == {"s3:PutBucketVersioning", "s3:PutReplicationConfiguration"}


def test_maintenance_alone_destroys_keys_of_epochs(platform: Synthesised) -> None:
    may = {
        action: {
            entry.name
            for entry in FUNCTIONS
            for each in platform.role_statements(entry.name)
            if action in listed(each["Action"]) and "/epochs/*" in json.dumps(each["Resource"])
        }
        for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
    }

    assert may["s3:DeleteObject"] == {"maintenance"}
    assert may["s3:PutObject"] == {"oms", "imports", "maintenance"}
    assert may["s3:GetObject"] == {"oms", "imports", "maintenance", "bff"}


def test_every_bucket_is_private_and_encrypted(platform: Synthesised) -> None:
    for bucket in platform.properties("AWS::S3::Bucket"):
        assert bucket["BucketEncryption"]
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_log_never_goes_where_reading_needs_a_restore(platform: Synthesised) -> None:
    rules = log_bucket(platform)["LifecycleConfiguration"]["Rules"]
    classes = {transition["StorageClass"] for rule in rules for transition in rule.get("Transitions", [])}

    assert classes == {"STANDARD_IA", "GLACIER_IR"}
    assert not any("ExpirationInDays" in rule for rule in rules)


def test_files_that_come_and_go_expire_a_day_after_they_are_promised(platform: Synthesised) -> None:
    rules = a_bucket(platform, "data")["LifecycleConfiguration"]["Rules"]
    expiring = {rule["Prefix"]: rule for rule in rules if "ExpirationInDays" in rule}

    assert {prefix: rule["ExpirationInDays"] for prefix, rule in expiring.items()} == {
        "uploads/": uploads.KEPT.days + 1,
        "exports/": exports.KEPT.days + 1,
        "imports/": 31,
    }
    assert {rule["NoncurrentVersionExpiration"]["NoncurrentDays"] for rule in expiring.values()} == {1}


def test_pages_that_may_ask_the_api_may_use_the_urls_it_signs(platform: Synthesised) -> None:
    rules = a_bucket(platform, "data").get("CorsConfiguration", {"CorsRules": []})["CorsRules"]

    origins = ["https://*.cloudfront.net", *platform.stage.api.origins]
    assert [rule["AllowedOrigins"] for rule in rules] == [origins]
    assert all(set(rule["AllowedMethods"]) == {"PUT", "GET", "HEAD"} for rule in rules)
    assert "CorsConfiguration" not in log_bucket(platform)


def test_who_signs_a_url_may_no_more_than_it(platform: Synthesised) -> None:
    granted = {
        name: {
            (action, json.dumps(statement["Resource"]).rpartition("-data-")[2].rpartition("/")[0].rpartition("/")[2])
            for statement in platform.role_statements(name)
            for action in listed(statement["Action"])
            if action in ("s3:PutObject", "s3:DeleteObject")
        }
        for name in ("funnel", "bff")
    }

    assert granted == {"funnel": {("s3:PutObject", "uploads")}, "bff": {("s3:PutObject", "imports")}}


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

    assert sorted(aliases) == [f"alias/spice-prod{of}" for of in ("", "-personal", "-replica", "-seal")]
    assert json.dumps(rules).count("alias/spice-prod-replica") == len(rules)


def test_who_is_waited_for_has_connections_that_are_counted(platform: Synthesised) -> None:
    """However many requests come, the relay and the workers find a connection."""
    (migrations,) = platform.properties("Custom::Migrations")
    users = {user["Name"]: user for user in migrations["Users"]}
    most = {name: platform.function(name)["ReservedConcurrentExecutions"] for name in ("oms", "bff", "funnel")}

    for name in most:
        assert int(users[f"spice_{name}"]["Connections"]) == 2 * most[name]
        assert float(users[f"spice_{name}"]["StatementSeconds"]) == REQUEST_SECONDS
    assert {name for name, user in users.items() if "Connections" in user} == {f"spice_{name}" for name in most}
    assert 2 * sum(most.values()) + OTHER_CONNECTIONS <= platform.stage.database.connections


def test_every_function_signs_in_as_a_user_of_its_own_whose_tables_are_named(platform: Synthesised) -> None:
    """Nobody can be another's user."""
    (migrations,) = platform.properties("Custom::Migrations")
    users = {user["Name"]: user for user in migrations["Users"]}

    rights = ("reads", "writes", "keeps", "changes", "calls")
    assert {name: [user[right.title()] for right in rights] for name, user in users.items()} == {
        DATABASE_USERS[name]: [[*getattr(tables, right)] for right in rights] for name, tables in TABLES.items()
    }
    admins = {"migrate", "ask"}
    for entry in (*FUNCTIONS, *(STEPS[name] for name in ("topics", *admins))):
        user = "spice_admin" if entry.name in admins else "spice_" + entry.name.replace("-", "_")
        settings = platform.function(entry.name)["Environment"]["Variables"]
        signs = [s for s in platform.role_statements(entry.name) if s["Action"] == "rds-db:connect"]
        assert f"//{user}@" in json.dumps(settings["SPICE_POSTGRES_URL"])
        assert json.dumps(signs).count(f"/{user}") == 1
        assert json.dumps(signs).count("/spice_") == 1


def test_the_database_is_raised_from_here_alone(platform: Synthesised) -> None:
    """One that AWS had raised by itself could not be raised to a version before that."""
    assert [each["AutoMinorVersionUpgrade"] for each in platform.properties("AWS::RDS::DBInstance")].count(True) == 0


def test_a_stage_that_may_do_without_packages_says_so(dev: Synthesised, prod: Synthesised) -> None:
    looks = [
        [
            each
            for name, t in made.templates.items()
            if name == "packages"
            for each in made.made(name, "Custom::Packages1")
        ]
        for made in (dev, prod)
    ]

    assert [["Optional" in each for each in of] for of in looks] == [[True], [False]]


def test_the_database_has_no_password_that_could_be_kept_or_lost(platform: Synthesised) -> None:
    """Its admin signs in with a token too: RDS takes no password beside that."""
    standing = [*platform.properties("AWS::RDS::DBInstance"), *platform.properties("AWS::RDS::DBCluster")]
    (database,) = [each for each in standing if "MasterUsername" in each]

    assert database["MasterUsername"] == names.DATABASE_ADMIN
    assert database["MasterUserAuthenticationType"] == "iam-db-auth"
    assert database["EnableIAMDatabaseAuthentication"] is True
    assert not {"MasterUserPassword", "ManageMasterUserPassword", "MasterUserSecret"} & database.keys()


def test_only_terminusdb_has_a_secret_and_only_with_it_secrets_can_be_reached(platform: Synthesised) -> None:
    secrets = [*platform.properties("AWS::SecretsManager::Secret")]
    endpoints = json.dumps([each["ServiceName"] for each in platform.properties("AWS::EC2::VPCEndpoint")])
    reading = [each for each in platform.statements() if "secretsmanager" in json.dumps(each["Action"])]

    graph = platform.stage.graph is not None
    assert [each["Name"] for each in secrets] == ([f"spice-{platform.stage.name}-terminusdb"] if graph else [])
    assert ("secretsmanager" in endpoints, bool(reading)) == (graph, graph)


def test_nothing_stands_between_a_function_and_the_database(platform: Synthesised) -> None:
    assert platform.properties("AWS::RDS::DBProxy") == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"database": replace(DEV.database, connections=60)}, "database.connections"),
        ({"api": replace(DEV.api, waits=14)}, "api.waits"),
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


def test_a_way_out_is_paid_for_where_partners_are_told() -> None:
    found = {stage.name: (stage.graph, stage.network.nat_gateways) for stage in (DEV, stage_named("prod"))}

    assert found == {"dev": (None, 0), "prod": (None, 1)}


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

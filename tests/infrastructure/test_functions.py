"""Functions are those of the catalogue, with what they were granted and no more."""

import json
from importlib import import_module

import pytest

from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import FUNCTIONS, OPEN_ROUTES
from infra.catalogue.model import Function, Schedule, Topic
from infra.constructs.grants import MEANINGS
from spice.domain.shards import FAMILIES, Shard
from spice.entrypoints.http.api import Api
from tests.infrastructure.synthesised import Synthesised, listed
from tests.support.memory_platform import Clock, memory_ports

ALL = (*FUNCTIONS, *DEPLOYMENTS)


def topics() -> list[tuple[Function, Topic]]:
    return [(entry, trigger) for entry in FUNCTIONS for trigger in entry.triggers if isinstance(trigger, Topic)]


def test_there_is_a_function_for_each_of_the_catalogue(dev: Synthesised) -> None:
    made = {function["FunctionName"] for function in dev.properties("AWS::Lambda::Function")}

    assert made == {f"spice-dev-{entry.name}" for entry in ALL}


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda entry: entry.name)
def test_a_function_is_what_the_catalogue_says(platform: Synthesised, entry: Function) -> None:
    function = platform.function(entry.name)

    assert function["Handler"] == entry.handler
    assert (function["MemorySize"], function["Timeout"]) == (entry.memory_mb, entry.timeout_seconds)
    assert function.get("ReservedConcurrentExecutions") == entry.reserved(platform.stage.name)


def test_functions_that_go_on_by_starting_themselves_are_not_stopped_for_it(platform: Synthesised) -> None:
    """Lambda ends a chain of 16 invocations that it takes for an accident: an import, an export, a migration is one."""
    allowed = {each.name for each in FUNCTIONS if platform.function(each.name).get("RecursiveLoop") == "Allow"}

    assert allowed >= {each.name for each in FUNCTIONS if f"{each.name}:invoke" in each.grants}
    assert allowed == {"imports", "maintenance", "projection"}


def test_every_function_is_python_on_arm_and_encrypted(platform: Synthesised) -> None:
    for function in platform.properties("AWS::Lambda::Function"):
        assert function["Architectures"] == ["arm64"]
        assert function["Runtime"] == "python3.13"
        # `trace` in the logs finds the whole way; X-Ray bills the first request of every second and function.
        assert "TracingConfig" not in function
        assert function["KmsKeyArn"]


def test_every_log_is_kept_for_a_while_only(platform: Synthesised) -> None:
    groups = platform.properties("AWS::Logs::LogGroup")

    assert {group.get("RetentionInDays") for group in groups} == {platform.stage.log_days}


def test_no_action_has_a_wildcard(platform: Synthesised) -> None:
    actions = {a for statement in platform.statements() for a in listed(statement["Action"])}
    allowed_by_efs_grants = {a for a in actions if a.startswith("elasticfilesystem:")}

    assert [action for action in actions - allowed_by_efs_grants if "*" in action] == []


def test_every_grant_has_a_meaning_and_every_meaning_is_granted() -> None:
    granted = {grant for entry in ALL for grant in entry.grants}

    assert granted == set(MEANINGS)


def test_only_workers_write_the_log(dev: Synthesised) -> None:
    writers = set()
    for entry in ALL:
        for statement in dev.role_statements(entry.name):
            if "s3:PutObject" in listed(statement["Action"]) and "-log-" in json.dumps(statement["Resource"]):
                writers.add(entry.name)

    assert writers == {entry.name for entry in ALL if "log:write" in entry.grants}


def test_an_event_source_keeps_the_order_and_loses_nothing(platform: Synthesised) -> None:
    mappings = platform.properties("AWS::Lambda::EventSourceMapping")
    kafka = "AmazonManagedKafkaEventSourceConfig"
    found = {(mapping["Topics"][0], mapping[kafka]["ConsumerGroupId"]): mapping for mapping in mappings}

    assert len(mappings) == len(topics())
    for _, trigger in topics():
        mapping = found[trigger.topic, trigger.group]
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping["BatchSize"] == trigger.batch_size
        assert mapping[kafka] == {"ConsumerGroupId": trigger.group}
        assert not {"DestinationConfig", "MaximumRecordAgeInSeconds", "BisectBatchOnFunctionError"} & set(mapping)
        assert not {"MaximumRetryAttempts", "FilterCriteria"} & set(mapping)


def test_pollers_may_do_all_that_an_event_source_does(platform: Synthesised) -> None:
    wanted = (
        "Connect",
        "DescribeClusterDynamicConfiguration",
        "DescribeTopic",
        "ReadData",
        "DescribeGroup",
        "AlterGroup",
    )

    for name in {function.name for function, _ in topics()}:
        may = {action for each in platform.role_statements(name) for action in listed(each["Action"])}
        assert {f"kafka-cluster:{action}" for action in wanted} <= may


def test_no_two_event_sources_share_a_group() -> None:
    """AWS: it must be unique among all Kafka event sources."""
    groups = [trigger.group for _, trigger in topics()]

    assert len(set(groups)) == len(groups)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)
def test_a_function_may_do_what_its_settings_have_it_do(platform: Synthesised, entry: Function) -> None:
    """Signing in to Postgres with a token, to the bus or not at all."""
    if entry.name not in {f["FunctionName"].split("-", 2)[2] for f in platform.properties("AWS::Lambda::Function")}:
        pytest.skip("a stage that is never destroyed has no such step")
    settings = platform.function(entry.name)["Environment"]["Variables"]
    may = {action for each in platform.role_statements(entry.name) for action in listed(each["Action"])}
    uses = {grant.partition(":")[0] for grant in entry.grants}

    assert settings["SPICE_POSTGRES_AUTH"] == "iam"
    assert ("rds-db:connect" in may) == ("postgres" in uses)
    told = "SPICE_KAFKA_BOOTSTRAP" in settings
    assert told == bool(entry.grants & {"bus:write", "bus:admin"})
    assert not told or "kafka-cluster:Connect" in may


@pytest.mark.parametrize("family", FAMILIES)
def test_maintenance_may_ask_how_far_the_workers_are(dev: Synthesised, family: str) -> None:
    """`Topics.lag` is OffsetFetch, which is kafka-cluster:DescribeGroup; a growth that cannot ask stands still."""
    groups = [
        json.dumps(resource)
        for each in dev.role_statements("maintenance")
        if "kafka-cluster:DescribeGroup" in listed(each["Action"])
        for resource in listed(each["Resource"])
    ]

    assert any(group.endswith(f'/{Shard(family, 0).workers}"]]}}') for group in groups), groups


def test_every_schedule_ticks(platform: Synthesised) -> None:
    ticking = {entry.name for entry in FUNCTIONS if any(isinstance(t, Schedule) for t in entry.triggers)}

    schedules = platform.properties("AWS::Scheduler::Schedule")

    assert {s["Name"] for s in schedules} == {f"spice-{platform.stage.name}-{name}" for name in ticking}
    assert {s["ScheduleExpression"] for s in schedules} == {"rate(1 minute)"}


def test_nothing_is_public_but_the_api(platform: Synthesised) -> None:
    assert platform.properties("AWS::Lambda::Url") == []
    assert platform.properties("AWS::ElasticLoadBalancingV2::LoadBalancer") == []
    assert all(not subnet.get("MapPublicIpOnLaunch") for subnet in platform.properties("AWS::EC2::Subnet"))
    assert len(platform.properties("AWS::ApiGatewayV2::Api")) == 1


def test_every_route_needs_a_token_but_those_that_the_contract_opens(platform: Synthesised) -> None:
    routes = platform.properties("AWS::ApiGatewayV2::Route")
    free = {route["RouteKey"] for route in routes if route.get("AuthorizationType") != "JWT"}

    assert free == {f"{method} /api/v1{path}" for method, path in OPEN_ROUTES}


def test_the_open_routes_are_those_that_the_bff_answers_without_a_token() -> None:
    api = import_module("functions.api.bff").build(memory_ports(Clock()))

    assert isinstance(api, Api)
    answered = {(r.method, r.path) for r in api.routes if r.needs.startswith("nothing") and "{" not in r.path}
    assert answered == set(OPEN_ROUTES)


def test_migrations_come_before_the_functions(dev: Synthesised) -> None:
    assert len(dev.properties("Custom::Migrations")) == 1
    assert "Custom::Migrations" not in {r["Type"] for r in dev.templates["app"]["Resources"].values()}


def test_the_api_of_prod_is_kept_warm(prod: Synthesised) -> None:
    aliases = prod.properties("AWS::Lambda::Alias")

    assert [a["ProvisionedConcurrencyConfig"]["ProvisionedConcurrentExecutions"] for a in aliases] == [2, 2]

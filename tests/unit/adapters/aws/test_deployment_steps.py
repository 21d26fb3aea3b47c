"""The steps of a deployment, asked for by a stack that waits for words."""

import dataclasses
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from functions.deploy import brokers, empty_bucket, migrate, packages, search, topics
from infra.catalogue import names
from spice.adapters.memory.bus import MemoryBus
from spice.adapters.memory.deployment import (
    MemoryBrokers,
    MemoryBuckets,
    MemorySchema,
    MemorySearchPackages,
    MemorySearchTemplates,
)
from spice.adapters.memory.state import MemoryState
from spice.application.upkeep.deploy import AttachPackages, MigrateSchema
from spice.entrypoints import custom_resource, lazy
from spice.entrypoints.custom_resource import Request, Step
from spice.entrypoints.lazy import Handler
from spice.ports.deployment.schema import DatabaseUser
from spice.ports.errors import Permanent, Transient
from spice.wired import Wired
from tests.support.memory_platform import Clock, memory_ports
from tests.unit.adapters.aws.stack import Stack, listening_stack

ONE_LOOK = custom_resource.RESERVE_SECONDS + packages.ENOUGH
"""Seconds of an invocation that leave a step no time to look again."""
TOPICS = {name: str(count) for name, count in names.TOPICS.items()}


@pytest.fixture
def stack() -> Iterator[Stack]:
    """A stack that waits."""
    with listening_stack() as waiting:
        yield waiting


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> Wired:
    """Ports on empty stores; what a handler is wired to."""
    bus = MemoryBus(MemoryState())
    made = dataclasses.replace(
        memory_ports(Clock()),
        bus=bus,
        topics=bus,
        schema=MemorySchema("0001_intake.sql", "0002_model.sql"),
        templates=MemorySearchTemplates({"instances": {}}),
        buckets=MemoryBuckets({"uploads": 45_000}),
        brokers=MemoryBrokers({"arn:bus": "b-1:9098"}),
        packages=MemorySearchPackages("analysis-nori"),
    )
    monkeypatch.setattr(lazy, "_connect", lambda _: made)
    return made


def failing(failure: Exception) -> Handler:
    """A step that fails."""

    def step(_: Request) -> Mapping[str, str]:
        raise failure

    return custom_resource.custom_resource(lambda _: step)


def test_a_stack_is_told_what_was_migrated(stack: Stack, ports: Wired) -> None:
    answer = stack.ask(custom_resource.custom_resource(migrate.build), Migrations="1")

    assert answer == {
        "Status": "SUCCESS",
        "Reason": "",
        "Data": {"Applied": "0001_intake.sql,0002_model.sql"},
        "PhysicalResourceId": "spice-Migrations",
        "StackId": "arn:aws:cloudformation:eu-west-1:123456789012:stack/spice-dev-data/0f1e2d3c",
        "RequestId": "7e1cbf1b-7d8b-4a1f-9d6e-3b6f4b1e2c11",
        "LogicalResourceId": "Migrations",
    }
    assert stack.content_types == [""]


@pytest.mark.parametrize(
    ("build", "properties"),
    [
        (migrate.build, {"Migrations": "1"}),
        (topics.build, {"Topics": TOPICS}),
        (search.build, {"Templates": "1"}),
        (empty_bucket.build, {"BucketName": "uploads"}),
    ],
)
def test_every_step_may_be_repeated_and_is_the_same_resource(
    build: Any, properties: dict[str, Any], stack: Stack, ports: Wired
) -> None:
    handler = custom_resource.custom_resource(build)

    answers = [stack.ask(handler, kind, **properties) for kind in ("Create", "Create", "Update", "Delete", "Delete")]

    assert {answer["Status"] for answer in answers} == {"SUCCESS"}
    assert len({answer["PhysicalResourceId"] for answer in answers}) == 1


def test_a_domain_that_takes_no_packages_fails_a_stage_that_needs_them_alone(
    stack: Stack, ports: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise Permanent("es", "ValidationException: the instance takes no packages")

    monkeypatch.setattr(type(ports.packages), "attach", refuse)
    handler = custom_resource.custom_resource(packages.build)
    asked: dict[str, Any] = {"Domain": "d", "Packages": ["analysis-nori"]}

    needed, wished = stack.ask(handler, **asked), stack.ask(handler, **asked, Optional="search works without")

    assert (needed["Status"], wished["Status"], wished["Data"]) == ("FAILED", "SUCCESS", {"Attached": "refused"})


def test_topics_are_made_as_they_are_named(stack: Stack, ports: Wired) -> None:
    answer = stack.ask(custom_resource.custom_resource(topics.build), Topics=TOPICS)

    assert answer["Data"] == {"Made": ",".join(sorted(TOPICS))}
    assert {topic: ports.bus.partitions(topic) for topic in names.TOPICS} == names.TOPICS


def test_a_deployment_half_done_is_done_by_the_next(stack: Stack, ports: Wired) -> None:
    ports.topics.create_topics({names.DLQ_INSTANCE: 1, names.INSTANCE_COMMANDS: 6})

    answer = stack.ask(custom_resource.custom_resource(topics.build), Topics=TOPICS)

    assert names.DLQ_INSTANCE not in answer["Data"]["Made"]
    assert ports.bus.partitions(names.INSTANCE_EVENTS) == 6


def test_a_topic_that_people_let_grow_is_left_alone(stack: Stack, ports: Wired) -> None:
    ports.topics.create_topics({names.INSTANCE_COMMANDS: 24})

    answer = stack.ask(custom_resource.custom_resource(topics.build), "Update", Topics=TOPICS)

    assert answer["Status"] == "SUCCESS"
    assert ports.bus.partitions(names.INSTANCE_COMMANDS) == 24


def test_no_topic_grows_under_way(stack: Stack, ports: Wired) -> None:
    ports.topics.create_topics({names.INSTANCE_COMMANDS: 3})

    answer = stack.ask(custom_resource.custom_resource(topics.build), "Update", Topics=TOPICS)

    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith("topic instance-commands has 3 partitions and 6 are wanted")
    assert ports.bus.partitions(names.INSTANCE_COMMANDS) == 3


def test_a_bucket_is_emptied_only_when_it_goes(stack: Stack, ports: Wired) -> None:
    handler = custom_resource.custom_resource(empty_bucket.build, identity="BucketName")

    created, deleted = (stack.ask(handler, kind, BucketName="uploads") for kind in ("Create", "Delete"))

    assert created["Data"] == {"Bucket": "uploads", "Deleted": "0"}
    assert deleted["Data"] == {"Bucket": "uploads", "Deleted": "45000"}


def test_another_bucket_is_another_resource_and_the_old_one_goes_by_its_name(stack: Stack, ports: Wired) -> None:
    handler = custom_resource.custom_resource(empty_bucket.build, identity="BucketName")

    updated = stack.ask(handler, "Update", known="uploads", BucketName="others")
    deleted = stack.ask(handler, "Delete", known="uploads", BucketName="uploads")

    assert (updated["PhysicalResourceId"], deleted["PhysicalResourceId"]) == ("others", "uploads")


def test_no_bucket_of_prod_is_emptied(stack: Stack, ports: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    prod = dataclasses.replace(ports, settings=dataclasses.replace(ports.settings, stage="prod"))
    monkeypatch.setattr(lazy, "_connect", lambda _: prod)

    answer = stack.ask(custom_resource.custom_resource(empty_bucket.build), "Delete", BucketName="uploads")

    assert answer["Reason"] == "bucket uploads is not emptied: the stage is prod"


def test_a_bucket_too_large_for_the_time_says_how_to_go_on(stack: Stack, ports: Wired) -> None:
    handler = custom_resource.custom_resource(empty_bucket.build)

    seconds = custom_resource.RESERVE_SECONDS + empty_bucket.ENOUGH

    answer = stack.ask(handler, "Delete", seconds=seconds, BucketName="uploads")

    assert answer["Status"] == "FAILED"
    assert "bucket uploads is not empty yet" in answer["Reason"]


def test_a_property_that_is_missing_is_named(stack: Stack, ports: Wired) -> None:
    answer = stack.ask(custom_resource.custom_resource(topics.build))

    assert answer["Reason"] == "property Topics of Migrations is missing"


def test_what_nobody_thought_of_fails_without_quoting_it(stack: Stack, ports: Wired) -> None:
    answer = stack.ask(failing(RuntimeError("password=hunter2")))

    assert (answer["Status"], answer["Reason"]) == ("FAILED", "RuntimeError: see the log")


def test_a_wrong_setting_is_an_answer_not_an_hour_of_waiting(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPICE_POSTGRES_AUTH", "kerberos")

    answer = stack.ask(custom_resource.custom_resource(migrate.build))

    assert (answer["Status"], answer["Reason"][:19]) == ("FAILED", "SPICE_POSTGRES_AUTH")


def test_a_step_that_takes_too_long_is_told_in_time(stack: Stack, ports: Wired) -> None:
    def slow(_: Request) -> Mapping[str, str]:
        time.sleep(1.5)
        return {}

    def build(_: Wired) -> Step:
        return slow

    answer = stack.ask(custom_resource.custom_resource(build), seconds=11)

    assert len(stack.answers) == 1
    assert answer["Reason"] == "not done after 1 s: deploy again, it goes on"


def test_an_answer_that_was_not_taken_is_sent_again(
    stack: Stack, ports: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custom_resource, "PAUSES", (0.01, 0.01))
    stack.refusals = 2

    answer = stack.ask(failing(Transient("postgres", "no route")))

    assert answer["Reason"] == "postgres: no route"


def test_a_store_that_does_not_answer_yet_is_asked_again() -> None:
    class Waking(MemorySchema):
        tries = 0

        def migrate(self) -> list[str]:
            """Fail twice."""
            self.tries += 1
            if self.tries < 3:
                raise Transient("postgres", "starting up")
            return list(super().migrate())

    pauses: list[float] = []

    assert MigrateSchema(Waking("0001_intake.sql"), sleep=pauses.append)() == ["0001_intake.sql"]
    assert pauses == [1.0, 2.0]


def test_a_migration_lets_the_functions_users_in(stack: Stack, ports: Wired) -> None:
    relay = {"Name": "spice_relay", "Reads": ["intake.generations"], "Writes": ["intake.outbox"], "Calls": ["a.b"]}
    relay |= {"Keeps": ["c.d"], "Changes": ["e.f(g)"]}
    users = [relay, {"Name": "spice_bff", "Connections": "48", "StatementSeconds": "8", "Reads": ["model.*"]}]

    answer = stack.ask(custom_resource.custom_resource(migrate.build), Users=users)

    assert answer["Status"] == "SUCCESS"
    assert isinstance(ports.schema, MemorySchema)
    assert [*ports.schema.admitted.values()] == [
        DatabaseUser(
            name="spice_relay",
            reads=("intake.generations",),
            writes=("intake.outbox",),
            keeps=("c.d",),
            changes=("e.f(g)",),
            calls=("a.b",),
        ),
        DatabaseUser(name="spice_bff", connections=48, statement_seconds=8.0, reads=("model.*",)),
    ]


def test_a_stack_is_told_where_the_brokers_are(stack: Stack, ports: Wired) -> None:
    told = stack.ask(custom_resource.custom_resource(brokers.build), ClusterArn="arn:bus")
    refused = stack.ask(custom_resource.custom_resource(brokers.build), ClusterArn="arn:other")

    assert told["Data"] == {"BootstrapBrokers": "b-1:9098"}
    assert (refused["Status"], "no cluster arn:other" in refused["Reason"]) == ("FAILED", True)


def test_packages_are_waited_for() -> None:
    shelf, slept = MemorySearchPackages("analysis-nori"), list[float]()

    there = AttachPackages(shelf, sleep=slept.append)("search", ["analysis-nori"], seconds=60)

    assert there
    assert shelf.attached == {"search": {"analysis-nori"}}
    assert slept == [10.0]


def test_packages_that_take_long_are_looked_for_again_by_the_next_step(stack: Stack, ports: Wired) -> None:
    handler = custom_resource.custom_resource(packages.build)
    wanted: dict[str, Any] = {"Domain": "search", "Packages": ["analysis-nori"]}

    first = stack.ask(handler, seconds=ONE_LOOK, **wanted, Later="another look follows")
    last = stack.ask(handler, seconds=ONE_LOOK, **wanted)
    gone = stack.ask(handler, "Delete", seconds=ONE_LOOK, **wanted)

    assert (first["Status"], first["Data"]) == ("SUCCESS", {"Attached": "false"})
    assert (last["Status"], last["Data"]) == ("SUCCESS", {"Attached": "true"})
    assert gone["Status"] == "SUCCESS"


def test_the_last_look_says_that_they_are_not_there(stack: Stack, ports: Wired) -> None:
    handler = custom_resource.custom_resource(packages.build)

    answer = stack.ask(handler, seconds=ONE_LOOK, Domain="search", Packages=["analysis-nori"])

    assert answer["Status"] == "FAILED"
    assert answer["Reason"] == "domain search still waits for its packages: deploy again, it goes on"

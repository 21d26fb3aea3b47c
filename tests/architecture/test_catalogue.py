"""The catalogue says what there is: handlers, routes, topics, grants."""

from importlib import import_module

import pytest

from infra.catalogue import names
from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import COMMAND_ROUTES, FUNCTIONS, FUNNEL_ROUTES
from infra.catalogue.model import Deployment, Function, Http, Schedule, Topic
from infra.catalogue.tables import TABLES, Tables
from spice.domain.shards import FAMILIES, Shard
from spice.entrypoints.http.api import Api
from tests.support.memory_platform import Clock, memory_ports

EVENTS = (names.INSTANCE_EVENTS, names.ONTOLOGY_EVENTS)
ALL = (*FUNCTIONS, *DEPLOYMENTS)


def by_name(name: str) -> Function:
    return next(function for function in FUNCTIONS if function.name == name)


def routes(name: str) -> set[tuple[str, str]]:
    """What a function of the API answers."""
    api = import_module(by_name(name).handler.rpartition(".")[0]).build(memory_ports(Clock()))
    assert isinstance(api, Api)
    return {(route.method, route.path) for route in api.routes}


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.name)
def test_every_handler_is_there(function: Function) -> None:
    module, _, attribute = function.handler.rpartition(".")

    assert callable(getattr(import_module(module), attribute))
    assert callable(import_module(module).build)


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.name)
def test_every_handler_can_be_built_from_ports(function: Function) -> None:
    built = import_module(function.handler.rpartition(".")[0]).build(memory_ports(Clock()))

    assert callable(built)


def test_what_the_oms_registers_is_what_is_sent_to_it() -> None:
    assert routes("oms") == set(COMMAND_ROUTES)


def test_what_funnel_registers_is_what_is_sent_to_it() -> None:
    assert routes("funnel") == set(FUNNEL_ROUTES)


def test_no_query_hides_behind_a_command() -> None:
    assert routes("bff") & set(COMMAND_ROUTES) == set()


def test_names_are_unique() -> None:
    assert len({function.name for function in ALL}) == len(ALL)


def test_every_topic_exists_and_is_read_by_a_group_and_events_by_that_of_webhooks_too() -> None:
    read = [
        (function.name == "webhooks", trigger.topic)
        for function in FUNCTIONS
        for trigger in function.triggers
        if isinstance(trigger, Topic)
    ]

    assert sorted(read) == sorted([*((False, topic) for topic in names.TOPICS), *((True, topic) for topic in EVENTS)])


def test_no_group_reads_for_another() -> None:
    groups = [trigger.group for function in FUNCTIONS for trigger in function.triggers if isinstance(trigger, Topic)]

    assert len(set(groups)) == len(groups)


@pytest.mark.parametrize("family", FAMILIES)
def test_commands_are_read_by_the_group_whose_lag_lets_a_family_grow(family: str) -> None:
    shard = Shard(family, 0)
    groups = {
        trigger.topic: trigger.group
        for function in FUNCTIONS
        for trigger in function.triggers
        if isinstance(trigger, Topic)
    }

    assert groups[shard.commands] == shard.workers


def test_what_counts_on_its_checkpoint_runs_alone() -> None:
    assert by_name("projection").concurrency == 1
    assert by_name("maintenance").concurrency == 1


def test_every_function_is_started_by_something() -> None:
    kinds = (Http, Topic, Schedule)

    assert all(function.triggers and isinstance(function.triggers[0], kinds) for function in FUNCTIONS)
    assert all(isinstance(trigger, Deployment) for function in DEPLOYMENTS for trigger in function.triggers)


def test_commands_and_events_of_a_family_have_as_many_partitions() -> None:
    assert names.TOPICS[names.INSTANCE_COMMANDS] == names.TOPICS[names.INSTANCE_EVENTS]
    assert names.TOPICS[names.ONTOLOGY_COMMANDS] == names.TOPICS[names.ONTOLOGY_EVENTS]


def test_who_works_with_the_database_has_tables_and_who_only_reads_writes_none() -> None:
    signed_in = {each.name: each for each in ALL if {"postgres:read", "postgres:write"} & each.grants}

    assert TABLES.keys() == signed_in.keys()
    assert {name for name, tables in TABLES.items() if tables.writes} == {
        name for name, each in signed_in.items() if "postgres:write" in each.grants
    }
    assert {name for name, tables in TABLES.items() if tables.calls} == {"maintenance"}
    assert [name for name, tables in TABLES.items() if len({*listed(tables)}) != len(listed(tables))] == []


def listed(tables: Tables) -> list[str]:
    """What is read and what is written, each once."""
    return [*tables.reads, *tables.writes, *tables.keeps, *(each.partition("(")[0] for each in tables.changes)]

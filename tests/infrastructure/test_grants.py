"""Grants and what handlers take: every port a function is wired to is granted, and no grant is without one."""

import dataclasses
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Function
from spice.wired import Wired
from tests.support.memory_platform import Clock, memory_ports

POSTGRES = {"postgres"}
REACHES = {
    **dict.fromkeys(("commands", "outbox", "model", "directory", "checkpoints", "operations", "letters"), POSTGRES),
    **dict.fromkeys(
        ("jobs", "histories", "retention", "schema", "generations", "quarantine", "next_index", "cursor_key"),
        POSTGRES,
    ),
    "asking": POSTGRES,
    "notes": POSTGRES,
    "attempts": POSTGRES,
    "marks": POSTGRES,
    "measures": POSTGRES,
    "signed_trees": POSTGRES,
    "pulls": POSTGRES,
    **dict.fromkeys(("drafts", "views", "preferences"), POSTGRES),
    **dict.fromkeys(("seal", "webhooks", "webhook_queue", "deliveries"), POSTGRES),
    "subject_keys": {"postgres", "personal"},
    "key_epochs": {"postgres", "personal"},
    "sender": {"internet"},
    "google": {"internet"},
    "sheet_credentials": POSTGRES,
    "sheet_connections": POSTGRES,
    "ontology": {"ontology"},
    "instances": {"postgres", "packs"},
    "feed": {"postgres", "log"},
    "log": {"log"},
    "log_objects": {"log"},
    "proofs": {"proofs"},
    "signer": {"seal"},
    "packs": {"packs"},
    "import_files": {"imports"},
    "uploads": {"uploads"},
    "export_files": {"exports"},
    "bus": {"bus"},
    "topics": {"bus"},
    "search": {"search"},
    "templates": {"search"},
    "cache": {"cache"},
    "limiter": {"cache"},
    "waits": {"cache"},
    "buckets": {"buckets"},
    "brokers": {"bus"},
    "packages": {"search"},
    "kick": {"invoke"},
}
"""What the adapter behind a port talks to (spice/bootstrap): a reader of instances reads packs, a feed the log."""
NOTHING = {"settings", "now", "crash", "probes", "is_signed", "key_pairs"}
READS_ONLY = {"oms", "bff", "funnel", "projection", "instance-worker", "webhooks", "imports"}
"""They read the compiled ontology, which is in Postgres; only what carries ontologies out writes it."""
LATER = {"bff": {"kick"}}
"""Ports that a function takes when it is asked for something, and not before."""


class Recording:
    """Ports that remember which were taken."""

    def __init__(self, ports: Wired) -> None:
        self._ports = ports
        self.taken: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        """Hand out a port."""
        self.taken.add(name)
        return getattr(self._ports, name)


def reached(function: Function) -> set[str]:
    """What the ports that a function takes talk to."""
    ports = Recording(memory_ports(Clock()))
    build: Callable[[Any], Any] = import_module(function.handler.rpartition(".")[0]).build
    build(ports)
    found: set[str] = set().union(
        *(REACHES[name] for name in (ports.taken | LATER.get(function.name, set())) - NOTHING)
    )
    return {"postgres" if each == "ontology" and function.name in READS_ONLY else each for each in found}


def granted(function: Function) -> set[str]:
    """What the catalogue lets a function talk to."""
    kinds = [grant.split(":") for grant in function.grants]
    return {"invoke" if kind[-1] == "invoke" else kind[0] for kind in kinds}


@pytest.mark.parametrize("function", [*FUNCTIONS, *DEPLOYMENTS], ids=lambda function: function.name)
def test_a_function_is_granted_what_it_takes_and_nothing_else(function: Function) -> None:
    assert granted(function) == reached(function)


def test_what_every_port_reaches_is_known() -> None:
    assert {field.name for field in dataclasses.fields(Wired)} == {*REACHES, *NOTHING}


def test_a_function_is_invoked_only_if_it_is_there() -> None:
    names = {function.name for function in FUNCTIONS}
    invoked = {grant.partition(":")[0] for each in FUNCTIONS for grant in each.grants if grant.endswith(":invoke")}

    assert invoked <= names

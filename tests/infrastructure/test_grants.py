"""A function is granted what its ports reach, and nothing that they do not."""

from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest

from infra.catalogue import FUNCTIONS, Function
from spice.bootstrap import Ports
from tests.memory_platform import Clock, memory_ports

POSTGRES = frozenset({"postgres"})
REACHES = {
    **dict.fromkeys(
        ("commands", "outbox", "model", "directory", "checkpoints", "operations", "letters", "jobs", "retention"),
        POSTGRES,
    ),
    "ontology": POSTGRES,
    "instances": POSTGRES | {"packs"},
    "histories": POSTGRES | {"packs"},
    "feed": POSTGRES | {"log"},
    "bus": frozenset({"bus"}),
    "log": frozenset({"log"}),
    "packs": frozenset({"packs"}),
    "search": frozenset({"search"}),
    "cache": frozenset({"cache"}),
    "limiter": frozenset({"cache"}),
    **dict.fromkeys(("settings", "now", "crash", "kick", "probes"), frozenset()),
}
"""Port to the stores that its adapter calls (spice.bootstrap)."""


class Watched:
    """Ports that remember which of them a function took."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.taken: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.taken.add(name)
        return getattr(self._ports, name)


def reached(entry: Function) -> set[str]:
    """The stores that a function's ports call."""
    ports = Watched(memory_ports(Clock()))
    import_module(entry.handler.rpartition(".")[0]).build(ports)
    return {store for name in ports.taken for store in REACHES[name]}


def granted(entry: Function) -> set[str]:
    """The stores that a function is granted; invocations are no store, and a graph is a stage's choice."""
    pairs = [grant.partition(":") for grant in entry.grants]
    return {store for store, _, how in pairs if how != "invoke" and store != "ontology"}


@pytest.mark.parametrize("entry", FUNCTIONS, ids=lambda entry: entry.name)
def test_what_is_reached_is_granted_and_what_is_granted_is_reached(entry: Function) -> None:
    assert granted(entry) == reached(entry)


def test_every_port_is_known_here() -> None:
    assert {field.name for field in fields(Ports)} == set(REACHES)


def test_nobody_reads_who_may_only_write_nor_writes_who_may_only_read() -> None:
    for entry in FUNCTIONS:
        stores = [grant.partition(":")[0] for grant in entry.grants if not grant.endswith(":invoke")]
        assert len(stores) == len(set(stores)), entry.name

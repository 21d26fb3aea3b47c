"""Ports have honest twins, and only the wiring names adapters."""

import inspect
from importlib import import_module
from pkgutil import iter_modules, walk_packages

import pytest

import spice.adapters.memory
import spice.ports
from tests.architecture.source import ROOT, SHARED, imported, modules, name

NO_STORE = {"Crash", "Probe", "Guarded"}
"""A point to die at, and the question whether somebody is there: nothing to be honest about."""
TWINS = {
    "BusConsumer": "MemoryBus",
    "Topics": "MemoryBus",
    "ShardHeads": "MemoryWriteModel",
    "InstanceScan": "MemoryWriteModel",
    "ManyInstances": "MemoryInstanceReader",
}


def protocols() -> dict[str, type]:
    found: dict[str, type] = {}
    for module in walk_packages(spice.ports.__path__, "spice.ports."):
        for label, member in vars(import_module(module.name)).items():
            if inspect.isclass(member) and getattr(member, "_is_protocol", False) and label != "Protocol":
                found[label] = member
    return {label: member for label, member in found.items() if label not in NO_STORE}


def twins() -> dict[str, type]:
    found: dict[str, type] = {}
    for module in iter_modules(spice.adapters.memory.__path__):
        found |= vars(import_module(f"spice.adapters.memory.{module.name}"))
    return {label: member for label, member in found.items() if inspect.isclass(member)}


@pytest.mark.parametrize("port", sorted(protocols()))
def test_a_port_has_a_twin_that_answers_all_it_asks(port: str) -> None:
    twin = twins()[TWINS.get(port, f"Memory{port}")]
    asked = {label for label, member in vars(protocols()[port]).items() if inspect.isfunction(member)}

    assert {label for label in asked - {"__init__"} if not callable(getattr(twin, label, None))} - _dunders() == set()


def _dunders() -> set[str]:
    return {"_no_init_or_replace_init", "__subclasshook__"}


def test_only_the_wiring_names_adapters() -> None:
    allowed = {*modules(SHARED / "bootstrap"), *modules(SHARED / "adapters")}
    naming = {
        name(path)
        for path in modules(SHARED, ROOT / "functions")
        if path not in allowed and any(module.startswith("spice.adapters") for module in imported(path))
    }

    assert naming == set()


def test_a_port_is_a_file_of_its_own() -> None:
    counts: dict[str, list[str]] = {}
    for label, member in protocols().items():
        counts.setdefault(member.__module__, []).append(label)

    assert {module: labels for module, labels in counts.items() if len(labels) > 1} == {
        "spice.ports.bus": ["Bus", "BusConsumer"]
    }

"""The compose file: everything pinned, watched, kept, and bound to this machine alone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "localstack-compose.yml").read_text())
SERVICES: Mapping[str, Any] = COMPOSE["services"]
STORES = {"postgres", "kafka", "opensearch", "redis", "terminusdb"}
every_service = pytest.mark.parametrize("name", sorted(SERVICES))


def test_both_profiles_have_every_store_and_one_emulator() -> None:
    profiles = {
        profile: {name for name, service in SERVICES.items() if profile in service["profiles"]}
        for profile in ("localstack", "ministack")
    }

    assert profiles == {"localstack": STORES | {"localstack"}, "ministack": STORES | {"ministack"}}


@every_service
def test_an_image_is_pinned(name: str) -> None:
    tag = SERVICES[name]["image"].rpartition(":")[2]

    assert tag.lstrip("v")[0].isdigit()
    assert tag.count(".") >= 1


@every_service
def test_its_health_is_asked_for(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= check.keys()


@every_service
def test_what_it_keeps_is_in_a_volume(name: str) -> None:
    named = [volume.partition(":")[0] for volume in SERVICES[name]["volumes"]]

    assert set(named) & set(COMPOSE["volumes"]) == {name}


@every_service
def test_only_this_machine_reaches_it(name: str) -> None:
    assert SERVICES[name]["ports"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name]["ports"])


def test_what_needs_a_licence_is_said() -> None:
    text = (ROOT / "localstack-compose.yml").read_text()

    assert all(service in text for service in ("# Licence:", "LOCALSTACK_AUTH_TOKEN", "API Gateway v2", "Cognito"))


def test_opensearch_has_the_analysers_of_the_languages() -> None:
    recipe = SERVICES["opensearch"]["build"]["dockerfile_inline"]

    assert all(plugin in recipe for plugin in ("nori", "kuromoji", "smartcn", "icu"))
    assert SERVICES["opensearch"]["image"].rpartition(":")[2] in recipe


def test_the_emulator_is_the_one_of_make_emulate() -> None:
    pinned = (ROOT / "local" / "emulation" / "requirements" / "ministack.txt").read_text()
    version = SERVICES["ministack"]["image"].rpartition(":")[2]
    account = json.loads((ROOT / "local" / "emulation" / "compose-account.json").read_text())

    assert f"ministack=={version} \\" in pinned
    assert {place["host"] for place in account["servers"].values()} <= SERVICES.keys()

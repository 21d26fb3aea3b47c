"""TerminusDB, where a stage keeps ontologies there."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.config import DEV, stage_named
from infra.constructs.grants import MEANINGS
from infra.stage import WrongConfiguration
from spice.settings import read_settings
from tests.infrastructure.synthesised import ROOT, Synthesised, listed, synthesise_stage
from tests.support.terminusdb.server import terminus_server
from tests.unit.settings.test_settings import ENOUGH

IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/terminusdb:v12.0.6"
WRITERS = {"ontology-worker", "maintenance"}
ALL = {"oms", "bff", "relay", "instance-worker", "projection", *WRITERS}


def settings_of(stage: Synthesised, function: str) -> dict[str, Any]:
    found: dict[str, Any] = stage.function(function)["Environment"]["Variables"]
    return found


def container(stage: Synthesised) -> dict[str, Any]:
    (task,) = stage.properties("AWS::ECS::TaskDefinition")
    (found,) = task["ContainerDefinitions"]
    answer: dict[str, Any] = found
    return answer


def test_who_writes_ontologies_is_told_of_it_and_nobody_else(prod: Synthesised) -> None:
    told = {name for name in ALL if "SPICE_ONTOLOGY" in settings_of(prod, name)}

    assert told == WRITERS
    assert settings_of(prod, "maintenance")["SPICE_ONTOLOGY"] == "terminusdb"


def test_a_stage_without_it_keeps_them_in_postgres(dev: Synthesised) -> None:
    assert not any("SPICE_TERMINUSDB_URL" in settings_of(dev, name) for name in ALL)
    assert not any("TerminusDb" in json.dumps(statement) for statement in dev.role_statements("maintenance"))


def test_the_settings_are_what_functions_read(prod: Synthesised) -> None:
    told = settings_of(prod, "ontology-worker")
    given = {name: told[name] for name in ("SPICE_ONTOLOGY", "SPICE_TERMINUSDB_URL", "SPICE_TERMINUSDB_SECRET")}
    assert isinstance(given["SPICE_TERMINUSDB_URL"], str)

    read = read_settings({**ENOUGH, **given, "SPICE_TERMINUSDB_SECRET": "arn"}).terminusdb

    assert read is not None
    assert (read.url, read.secret) == ("http://terminusdb.prod.spice.internal:6363", "arn")


def test_they_may_read_its_password(prod: Synthesised) -> None:
    for name in WRITERS:
        (statement,) = [
            each for each in prod.role_statements(name) if "secretsmanager:GetSecretValue" in listed(each["Action"])
        ]
        assert statement["Resource"] == settings_of(prod, name)["SPICE_TERMINUSDB_SECRET"]
    assert not any("secretsmanager" in json.dumps(each) for each in prod.role_statements("bff"))
    assert MEANINGS["ontology:write"][0] == "graph"


def test_the_server_and_its_clients_have_one_password(prod: Synthesised) -> None:
    secrets = [each for each in prod.properties("AWS::SecretsManager::Secret") if "terminusdb" in each["Name"]]
    (generated,) = [each["GenerateSecretString"] for each in secrets]
    (used,) = container(prod)["Secrets"]

    assert json.loads(generated["SecretStringTemplate"]) == {"username": "admin"}
    assert generated["GenerateStringKey"] == "password"
    assert used["Name"] == "TERMINUSDB_ADMIN_PASS"
    assert ":password::" in json.dumps(used["ValueFrom"])


def test_it_runs_where_its_price_is_told(prod: Synthesised) -> None:
    (task,) = prod.properties("AWS::ECS::TaskDefinition")

    assert task["RuntimePlatform"]["CpuArchitecture"] == "ARM64"
    assert container(prod)["Image"] == "terminusdb/terminusdb-server:v12.0.6"


def test_one_stops_before_the_other_starts(prod: Synthesised) -> None:
    (service,) = prod.properties("AWS::ECS::Service")
    deployment = service["DeploymentConfiguration"]

    assert (service["DesiredCount"], deployment["MaximumPercent"], deployment["MinimumHealthyPercent"]) == (1, 100, 0)


def test_its_files_are_kept_and_backed_up(prod: Synthesised) -> None:
    (files,) = prod.resources("AWS::EFS::FileSystem")
    (mount,) = container(prod)["MountPoints"]

    assert files["DeletionPolicy"] != "Delete"
    assert files["Properties"]["Encrypted"] is True
    assert mount["ContainerPath"] == "/app/terminusdb/storage"
    assert prod.properties("AWS::Backup::BackupSelection")


def health_checks(prod: Synthesised) -> list[str]:
    compose = yaml.safe_load((ROOT / "localstack-compose.yml").read_text())
    said = compose["services"]["terminusdb"]["healthcheck"]["test"]
    return [container(prod)["HealthCheck"]["Command"][1], said[1]]


def test_its_health_is_asked_for_with_what_its_image_has(prod: Synthesised) -> None:
    with terminus_server() as server:
        port = server.url.rpartition(":")[2]
        checks = [each.replace("6363", port).replace("/api/ok", "/api/db") for each in health_checks(prod)]
        answers = [subprocess.run(["/bin/sh", "-c", check]).returncode for check in checks]
        server.fault = lambda request: "busy"
        failures = [subprocess.run(["/bin/sh", "-c", check]).returncode for check in checks]

    assert "curl" not in "".join(health_checks(prod))
    assert answers == [0, 0]
    assert 0 not in failures


def test_without_a_way_out_its_image_comes_through_endpoints(tmp_path: Path) -> None:
    stage = synthesise_stage(stage_named("dev", graph=IMAGE), tmp_path)

    endpoints = json.dumps([each["ServiceName"] for each in stage.properties("AWS::EC2::VPCEndpoint")])
    assert all(service in endpoints for service in ("ecr.api", "ecr.dkr", ".logs", "secretsmanager"))
    assert container(stage)["Image"] == IMAGE


def test_an_image_that_cannot_be_reached_is_refused() -> None:
    with pytest.raises(WrongConfiguration, match="the image must come from ECR"):
        stage_named("dev", graph="terminusdb/terminusdb-server:v12.0.6")
    assert stage_named("dev") == replace(DEV, alerts=stage_named("dev").alerts)

"""What a cold start must not pay for: each handler imported and wired in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import FUNCTIONS
from infra.catalogue.model import Function, Http
from tests.unit.settings.test_settings import ENOUGH

DRIVERS = {
    "redis",
    "boto3",
    "botocore.client",
    "kafka",
    "opensearchpy",
    "grpc",
    "google.protobuf",
    "google.auth",
    "requests",
    "httpx",
    "numpy",
    "rdflib",
}
OF_VALUES = {"phonenumbers", "babel", "ada_url", "jsonschema_rs", "re2"}
"""What reads the values of a few types is imported with the first of them."""
DRIVERS |= OF_VALUES
"""Each costs as much as a budget; an adapter imports its own when it is first asked for something."""
OF_THE_API = {"aws_lambda_powertools", "pydantic", "jwt"}
"""What only the HTTP door needs."""
_WIRE = """
import importlib, json, sys
handler = importlib.import_module({module!r})
from spice.bootstrap import connect
from spice.settings import read_settings
handler.build(connect(read_settings()))
print(json.dumps(sorted(sys.modules)))
"""


def loaded(function: Function, **settings: str) -> set[str]:
    """The modules a handler has imported when it is wired."""
    script = _WIRE.format(module=function.handler.rpartition(".")[0])
    environment = {**os.environ, **ENOUGH, "SPICE_KICK_URL": "lambda:spice-dev-", **settings}
    run = subprocess.run([sys.executable, "-c", script], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_terminusdb_is_imported_where_ontologies_are_kept_there_and_its_driver_later() -> None:
    (function,) = [each for each in FUNCTIONS if each.name == "ontology-worker"]
    chosen = {"SPICE_ONTOLOGY": "terminusdb", "SPICE_TERMINUSDB_URL": "http://admin:root@127.0.0.1:9"}
    adapter = "spice.adapters.terminusdb.ontology_repository"

    assert adapter not in loaded(function)
    assert adapter in loaded(function, **chosen)
    assert loaded(function, **chosen) & (DRIVERS | OF_THE_API) == set()


@pytest.mark.parametrize("function", [*FUNCTIONS, *DEPLOYMENTS], ids=lambda function: function.name)
def test_no_driver_is_imported_before_it_is_asked(function: Function) -> None:
    unwanted = DRIVERS if any(isinstance(trigger, Http) for trigger in function.triggers) else DRIVERS | OF_THE_API

    assert loaded(function) & unwanted == set()

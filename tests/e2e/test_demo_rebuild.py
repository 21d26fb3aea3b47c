"""The read models built again from the log, by the command a person would use."""

from pathlib import Path

import pytest

from cli.target import Choice, connect, find_target
from tests.e2e.demo_platform import spice, started

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")
THING = {"name": "Thing", "properties": [{"name": "n", "type": "xsd:integer"}]}


def test_every_database_keeps_its_classes_and_instances_through_a_rebuild(tmp_path: Path) -> None:
    with started(tmp_path / "data") as platform:
        client = connect(find_target(Choice(data=tmp_path / "data")))
        for name in NAMES:
            client.write("POST", "/database", {"name": name})
            client.write("POST", f"/database/{name}/ontology", THING)
            client.write("POST", f"/database/{name}/instances", {"class": "Thing", "id": "one", "data": {"n": 1}})
        rebuilt = spice(platform, "rebuild")
        found = [client.ask("GET", f"/database/{name}/instances/Thing/one") for name in NAMES]
        searched = [client.ask("GET", f"/database/{name}/instances", params={"class": "Thing"}) for name in NAMES]
        client.close()

    assert rebuilt.returncode == 0, rebuilt.stderr
    assert [each.codes for each in found] == [[]] * len(NAMES)
    assert [each.meta.get("total") for each in searched] == [1] * len(NAMES)

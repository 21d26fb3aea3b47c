"""The document of a database at a commit, a time, or where a branch stands."""

from pathlib import Path
from uuid import UUID

from spice.domain.ontology.branches import Branch
from tests.support.api_client import Issuer
from tests.support.query_world import CLASSES, DATABASE, a_world

OF_AIR = "/database/air/openapi.json"


def test_a_database_is_described_as_its_ontology_was(tmp_path: Path) -> None:
    world = a_world(Issuer(tmp_path))
    first = world.ontology.head(DATABASE)
    world.ontology.keep_branch(DATABASE, Branch(id=UUID(int=1), name="try", head=first))
    world.define(CLASSES[:2])
    kim = world.client()

    assert "이름" not in kim.get(OF_AIR).body.decode()
    assert "이름" in kim.get(f"{OF_AIR}?at={first}").body.decode()
    assert "이름" in kim.get(f"{OF_AIR}?branch=try").body.decode()
    assert kim.get(f"{OF_AIR}?branch=none").codes == kim.get(f"{OF_AIR}?at=none").codes == ["not_found"]

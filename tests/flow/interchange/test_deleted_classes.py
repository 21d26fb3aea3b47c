"""A class that was deleted and is taken in again brings its instances back, and its author is told."""

from typing import Any

import pytest

from spice.application.ground.interchange.media_types import JSON_LD
from tests.flow.branches.branching import branch, failed
from tests.flow.conftest import Air
from tests.flow.interchange.test_interchange import send
from tests.flow.projecting.test_rebuild import run_jobs
from tests.flow.test_dropped import change, delete_class, ids, planes

__all__ = ["planes"]


@pytest.fixture
def plane(planes: Air) -> Any:
    """Plane as it was before it was deleted, with an instance."""
    document = planes.client.get("/database/air/ontology/Plane").data
    delete_class(planes, "Jet", "Plane")
    return document


def adopt(document: Any) -> dict[str, Any]:
    return {"op": "adopt", "class": document}


def test_an_import_does_not_bring_instances_back_in_silence(planes: Air) -> None:
    exported = planes.client.get("/database/air/ontology/Plane?format=jsonld")
    delete_class(planes, "Jet", "Plane")

    said = send(planes, JSON_LD, exported.body, "?dry_run=true")

    (error,) = said.json["errors"]
    assert (error["code"], error["value"]) == ("breaking_change", "/Plane")
    assert "1 instances" in error["message"]


def test_what_is_brought_back_on_purpose_is_searched_again(planes: Air, plane: Any) -> None:
    planes.write("PATCH", "/database/air/ontology/Airport", {"label": {"en": "Airport"}})

    change(planes, adopt(plane), waive=("/Plane",))
    run_jobs(planes)

    assert planes.get("Plane", "p") == {"v": "secretword", "k": "1", "home": "EWR"}
    assert ids(planes, "class=Plane&filter=v:eq:secretword") == ["p"]


def test_a_merge_tells_as_much(planes: Air, plane: Any) -> None:
    branch(planes, "f")
    made = planes.write("POST", "/database/air/ontology/changes?branch=f", {"changes": [adopt(plane)]})
    assert made.data["state"] == "COMPLETED", made.body

    (error,) = failed(planes, "POST", "/merges", {"source": "f", "target": "main"})

    assert (error["code"], error["value"]) == ("breaking_change", "/Plane")


def test_a_class_without_instances_comes_back_freely(air: Air) -> None:
    change(air, {"op": "create", "class": {"name": "Empty"}})
    document = air.client.get("/database/air/ontology/Empty").data
    change(air, {"op": "delete", "name": "Empty"})

    change(air, adopt(document))

    assert air.client.get("/database/air/ontology/Empty").data["id"] == document["id"]

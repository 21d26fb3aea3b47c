"""What was dropped and is back is found as well, in documents that were written while it was gone."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from spice.application.projecting.earlier import commits_otherwise
from spice.ports.ontology_repository import ClassDocument, OntologyRepository
from tests.flow.conftest import AIR, Air
from tests.flow.projecting.test_rebuild import rebuild, run_jobs
from tests.flow.test_dropped import add, change, delete_class, drop, ids, planes

__all__ = ["planes"]


def head(air: Air) -> str:
    return str(air.client.get("/database/air/branches/main").data["head"])


def roll_back(air: Air, to: str) -> None:
    done = air.write("POST", "/database/air/branches/main/rollback", {"to": to, "message": "back"})
    assert done.data["state"] == "COMPLETED", done.body


def asked(air: Air) -> list[str]:
    return [job.name for job in air.platform.ports.jobs.unfinished()]


def test_a_property_that_is_back_is_found_in_what_was_written_meanwhile(planes: Air) -> None:
    before = head(planes)
    drop(planes, "v")
    planes.write("PATCH", f"{AIR}/Plane/p", {"data": {"k": "2"}})

    roll_back(planes, before)
    assert asked(planes) == ["rebuild search"]
    run_jobs(planes)

    assert ids(planes, "class=Plane&filter=v:eq:secretword") == ids(planes, "q=secretword") == ["p"]
    facets = planes.client.get(f"{AIR}?class=Plane&facet=v").json["meta"]["facets"]
    assert facets == {"v": [{"value": "secretword", "count": 1}]}


def test_commits_of_other_classes_are_not_compiled_to_look_for_what_is_back(planes: Air) -> None:
    before = head(planes)
    drop(planes, "v")
    for number in range(60):
        change(planes, {"op": "update", "name": "Flight", "patch": {"description": str(number)}})
    repository = planes.platform.ports.ontology
    database = UUID(planes.client.get("/database/air").data["id"])
    (plane,) = (id_ for id_, each in _classes(repository, database).items() if each["name"] == "Plane")

    found = list(commits_otherwise(repository, database, head(planes), [plane]))

    assert found[0] == before
    assert len(found) < 5


def _classes(repository: OntologyRepository, database: UUID) -> Mapping[str, ClassDocument]:
    read = repository.read(database, repository.head(database) or "")
    return {} if read is None else read.classes


def test_a_class_that_is_back_is_found_though_search_was_made_again_without_it(planes: Air) -> None:
    before = head(planes)
    delete_class(planes, "Jet", "Plane")
    rebuild(planes, "search")

    roll_back(planes, before)
    run_jobs(planes)

    assert ids(planes, "class=Plane&filter=v:eq:secretword") == ids(planes, "q=secretword") == ["p"]


def test_what_a_class_inherits_again_is_back_too(planes: Air) -> None:
    planes.put("Jet", "j", v="loud", k="1")
    loose = {"name": "Loose", "parent": "Plane", "properties": [{"name": "deck", "type": "xsd:string"}]}
    change(planes, {"op": "create", "class": loose})
    for parent, jobs in (("Loose", []), ("Plane", []), ("Loose", ["rebuild search"])):
        change(planes, {"op": "update", "name": "Jet", "patch": {"parent": parent}}, waive=("/Jet/parent",))
        assert asked(planes) == jobs


@pytest.mark.parametrize("name", ["v", "other"])
def test_what_is_new_asks_for_nothing(planes: Air, name: str) -> None:
    drop(planes, "v")
    add(planes, name)

    assert asked(planes) == []

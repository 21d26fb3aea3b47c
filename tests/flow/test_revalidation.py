"""Who holds an instance by its ETag is told that it is current as long as it is shown so."""

from collections.abc import Callable

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.test_dropped import PLANE, add, change, delete_class, drop, planes

__all__ = ["planes"]


def renamed(air: Air) -> None:
    held = air.client.get("/database/air/ontology/Plane").data["properties"]
    patch = {"properties": [{**each, "name": "w"} if each["name"] == "v" else each for each in held]}
    change(air, {"op": "update", "name": "Plane", "patch": patch})


def again(air: Air) -> None:
    delete_class(air, "Jet", "Plane")
    change(air, {"op": "create", "class": PLANE})
    air.put("Plane", "p", k="other")


def rolled_back(air: Air) -> None:
    """What was dropped is back: who looked meanwhile holds the version without it."""
    head = air.client.get("/database/air/branches/main").data["head"]
    drop(air, "v")
    done = air.write("POST", "/database/air/branches/main/rollback", {"to": head, "message": "back"})
    assert done.data["state"] == "COMPLETED"


def status(air: Air, path: str = "Plane/p") -> int:
    return air.client.get(f"{AIR}/{path}", headers={"if-none-match": '"1"'}).status


@pytest.mark.parametrize("changed", [lambda air: drop(air, "v"), renamed, again, rolled_back])
def test_what_is_shown_otherwise_is_sent_again_though_its_version_stays(
    planes: Air, changed: Callable[[Air], object]
) -> None:
    assert status(planes) == 304
    planes.now.advance(1)

    changed(planes)

    assert status(planes) == 200
    assert planes.client.get(f"{AIR}/Plane/p").headers["ETag"] == '"1"'
    done = planes.write("PATCH", f"{AIR}/Plane/p", {"data": {"k": "2"}}, **{"if-match": '"1"'})
    assert done.data["result"]["version"] == 2


def test_what_changes_elsewhere_sends_nothing_again(planes: Air) -> None:
    planes.now.advance(1)
    change(planes, {"op": "create", "class": {"name": "Elsewhere", "properties": []}})

    assert status(planes) == 304


def test_what_is_written_since_is_current(planes: Air) -> None:
    planes.now.advance(1)
    add(planes, "new")
    planes.now.advance(1)
    planes.put("Plane", "q", k="1")

    assert (status(planes, "Plane/p"), status(planes, "Plane/q")) == (200, 304)

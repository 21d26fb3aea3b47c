"""Instances whose class is gone are in no list, and what happened to them is told as it was."""

import pytest

from tests.flow.conftest import AIR, Air
from tests.flow.test_dropped import PLANE, change, delete_class, feed, history, ids, planes

__all__ = ["planes"]
JET_AT = f"{AIR}/Jet/j"


@pytest.fixture
def jets(planes: Air) -> Air:
    """A plane, and a jet that was changed once and is deleted with its class."""
    planes.put("Jet", "j", v="loud", k="1", thrust="strong")
    planes.write("PATCH", JET_AT, {"data": {"thrust": "weak"}})
    return planes


def test_history_answers_under_the_path_of_a_deleted_class(jets: Air) -> None:
    delete_class(jets, "Jet")

    assert jets.client.get(JET_AT).codes == ["not_found"]
    assert history(jets, "Jet", "j") == feed(jets, "j") == [["/v", "/k", "/thrust"], ["/thrust"]]
    assert jets.client.get(f"{JET_AT}?version=1").data["data"] == {"v": "loud", "k": "1", "thrust": "strong"}
    at = jets.client.get(f"{JET_AT}/history").data[1]["at"]
    now = jets.client.get(f"{JET_AT}?at={at}").data
    assert (now["class"], now["data"]["thrust"], now["version"]) == ("Jet", "weak", 2)
    assert jets.client.get(f"{JET_AT}/lineage").data["total_changes"] == 2
    changes = jets.client.get(f"{JET_AT}/changes?from={at}").data["changes"]
    assert changes == [{"path": "/thrust", "before": "strong", "after": "weak"}]
    assert jets.client.get(f"{JET_AT}?version=9").codes == ["not_found"]


def test_so_it_does_under_a_living_class_above_it(jets: Air) -> None:
    delete_class(jets, "Jet")

    assert jets.client.get(f"{AIR}/Plane/j").codes == ["not_found"]
    assert history(jets, "Plane", "j") == [["/v", "/k", "/thrust"], ["/thrust"]]
    assert jets.client.get(f"{AIR}/Plane/j?version=2").data["class"] == "Jet"
    assert ids(jets, "class=Plane") == ["p"]


def test_of_a_class_that_is_there_again_the_past_is_told_until_the_living_one_has_the_instance(jets: Air) -> None:
    delete_class(jets, "Jet", "Plane")
    change(jets, {"op": "create", "class": PLANE})

    assert jets.client.get(f"{AIR}/Plane/p").codes == ["not_found"]
    assert history(jets, "Plane", "p") == [["/v", "/k", "/home"]]
    assert jets.client.get(f"{AIR}/Plane/p?version=1").data["data"]["v"] == "secretword"
    assert history(jets, "Plane", "j") == history(jets, "Jet", "j") == [["/v", "/k", "/thrust"], ["/thrust"]]
    assert jets.client.get(f"{AIR}/Plane/never/history").codes == ["not_found"]

    at = jets.client.get(f"{AIR}/Plane/p/history").data[-1]["at"]
    jets.put("Plane", "p", k="2")

    assert history(jets, "Plane", "p") == [["/k"]]
    assert jets.client.get(f"{AIR}/Plane/p?version=1").data["data"] == {"k": "2"}
    assert jets.client.get(f"{AIR}/Plane/p?at={at}").data["data"]["v"] == "secretword"
    assert jets.client.get(f"{AIR}/Plane/p?at=2001-01-01").codes == ["not_found"]


def test_so_it_is_of_a_class_below_another_and_of_the_third_of_its_name(jets: Air) -> None:
    for _ in range(2):
        delete_class(jets, "Jet")
        change(jets, {"op": "create", "class": {"name": "Jet", "parent": "Plane", "properties": []}})

    assert jets.client.get(JET_AT).codes == ["not_found"]
    assert history(jets, "Jet", "j") == [["/v", "/k", "/thrust"], ["/thrust"]]


def test_the_former_name_of_a_living_class_and_one_that_never_was_lead_nowhere(jets: Air) -> None:
    change(jets, {"op": "rename", "class": "Jet", "to": "Rocket"})

    for name in ("Jet", "Jett"):
        assert jets.client.get(f"{AIR}/{name}/j/history").codes == ["not_found"]
        assert jets.client.get(f"{AIR}/{name}/j?version=1").codes == ["not_found"]
    assert history(jets, "Rocket", "j") == [["/v", "/k", "/thrust"], ["/thrust"]]

"""References: what a delete asks of those who refer."""

from dataclasses import replace
from typing import Any

import pytest

from functions.workers.projection import build as projection
from tests.flow.conftest import AIR, Air, Killed


def airports(air: Air, *codes: str) -> None:
    for code in codes:
        air.put("Airport", code, code=code)


def delete(air: Air, class_name: str, identity: str) -> list[str]:
    outcome = air.write("DELETE", f"{AIR}/{class_name}/{identity}").data
    return [error["code"] for error in outcome.get("errors", [])]


def test_a_detached_referrer_lets_go_of_what_was_deleted(air: Air) -> None:
    airports(air, "EWR", "JFK")
    air.put("Flight", "1", number=1, origin="EWR", via=["EWR", "JFK"])

    delete(air, "Airport", "EWR")

    assert air.get("Flight", "1") == {"number": 1, "via": ["JFK"]}


def test_a_cascade_ends_the_referrer(air: Air) -> None:
    airports(air, "EWR")
    air.put("Flight", "1", number=1, owner="EWR")

    delete(air, "Airport", "EWR")

    history = air.client.get(f"{AIR}/Flight/1/history").data
    assert air.get("Flight", "1") is None
    assert history[-1]["reason"] == "EWR was deleted"


def test_a_referrer_may_refuse_the_delete(air: Air) -> None:
    airports(air, "EWR")
    air.put("Flight", "1", number=1, hub="EWR")

    codes = delete(air, "Airport", "EWR")

    assert codes == ["referenced"]
    assert air.get("Airport", "EWR") == {"code": "EWR"}


def test_a_target_that_does_not_exist_may_be_refused_or_allowed(air: Air) -> None:
    refused = air.client.put(f"{AIR}/Flight/1", {"data": {"number": 1, "gate": "EWR"}})
    allowed = air.put("Flight", "2", number=2, origin="EWR")

    assert refused.codes == ["unknown_target"]
    assert allowed.data["state"] == "COMPLETED"


def test_a_delete_that_is_delivered_again_spares_those_who_refer_to_the_new_one(air: Air) -> None:
    airports(air, "EWR")
    delete(air, "Airport", "EWR")
    airports(air, "EWR")
    air.put("Flight", "1", number=1, owner="EWR")

    air.platform.ports.checkpoints.reset("search")
    air.put("Airport", "EWR", code="EWR", title="Newark")
    air.platform.settle()

    assert air.get("Flight", "1") == {"number": 1, "owner": "EWR"}


def test_a_change_in_between_does_not_keep_a_reference_to_what_is_gone(air: Air) -> None:
    airports(air, "EWR", "JFK")
    air.put("Flight", "1", number=1, origin="EWR", via=["EWR", "JFK"])
    air.client.delete(f"{AIR}/Airport/EWR")
    air.platform.settle(but=("projection",))

    air.client.patch(f"{AIR}/Flight/1", {"data": {"note": "changed"}})
    air.platform.settle(but=("instance-worker",))
    air.platform.settle()

    assert air.get("Flight", "1") == {"number": 1, "via": ["JFK"], "note": "changed"}


def test_what_names_another_one_by_now_is_left_alone(air: Air) -> None:
    airports(air, "EWR", "JFK")
    air.put("Flight", "1", number=1, owner="EWR")
    air.client.delete(f"{AIR}/Airport/EWR")
    air.platform.settle(but=("projection",))

    air.client.patch(f"{AIR}/Flight/1", {"data": {"owner": "JFK"}})
    air.platform.settle(but=("instance-worker",))
    air.platform.settle()

    assert air.get("Flight", "1") == {"number": 1, "owner": "JFK"}


def test_an_instance_of_another_class_with_the_same_id_is_left_alone(air: Air) -> None:
    airports(air, "1")
    air.put("Flight", "1", number=1)
    air.put("Flight", "2", number=2, owner="1")

    delete(air, "Flight", "1")

    assert air.get("Flight", "2") == {"number": 2, "owner": "1"}


def test_what_names_itself_may_be_deleted(air: Air) -> None:
    folder = {
        "name": "Folder",
        "relationships": [{"name": "parent", "target": "Folder", "cardinality": "many_to_one"}],
    }
    air.write("POST", "/database/air/ontology", folder)
    air.put("Folder", "root", parent="root")

    assert delete(air, "Folder", "root") == []


def test_every_one_of_many_referrers_lets_go(air: Air) -> None:
    airports(air, "EWR")
    air.bulk("Flight", [{"number": n, "origin": "EWR"} for n in range(1100)])

    delete(air, "Airport", "EWR")

    assert air.client.get(f"{AIR}?class=Flight&filter=origin:exists:true").json["meta"]["total"] == 0


def test_the_last_of_many_referrers_may_refuse(air: Air) -> None:
    airports(air, "EWR")
    air.bulk("Flight", [{"number": n, "hub" if n == 1099 else "origin": "EWR"} for n in range(1100)])

    assert delete(air, "Airport", "EWR") == ["referenced"]


def test_a_delete_that_was_not_projected_is_followed_after_a_rebuild(air: Air) -> None:
    airports(air, "EWR", "JFK")
    air.put("Flight", "1", number=1, origin="EWR", via=["EWR", "JFK"])
    air.client.delete(f"{AIR}/Airport/EWR")
    air.platform.settle(but=("projection",))

    job = air.client.post("/admin/projections/search/rebuild").data["job_id"]
    air.platform.handlers["projection"]({"job": job}, None)
    air.platform.settle()

    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"
    assert air.get("Flight", "1") == {"number": 1, "via": ["JFK"]}
    assert {row["lag"] for row in air.client.get("/admin/projections").data} == {0}


def test_a_rebuild_that_died_leaves_nothing_out_that_came_between_its_tries(air: Air) -> None:
    """Also for a shard that search had not seen yet: its checkpoint is where the first try began."""
    airports(air, "EWR", "JFK")
    air.platform.ports.checkpoints.reset("search")
    job = air.client.post("/admin/projections/search/rebuild").data["job_id"]
    checkpoints = air.platform.ports.checkpoints

    class Mortal:
        """Checkpoints, under a process that dies before it may set them."""

        def reset(self, *_: object) -> None:
            """Die."""
            raise Killed

        def __getattr__(self, name: str) -> Any:
            return getattr(checkpoints, name)

    mortal: Any = Mortal()
    with pytest.raises(Killed):
        projection(replace(air.platform.ports, checkpoints=mortal))({"job": job}, None)
    air.client.delete(f"{AIR}/Airport/EWR")
    air.platform.settle(but=("projection",))
    air.platform.handlers["projection"]({"job": job}, None)

    assert [hit["id"] for hit in air.client.get(f"{AIR}?class=Airport").data] == ["JFK"]
    assert air.client.get(f"/admin/jobs/{job}").data["state"] == "COMPLETED"

"""References: what a delete asks of those who refer."""

from dataclasses import replace
from typing import Any

import pytest

from functions.workers.projection import build as projection
from tests.flow.conftest import AIR, AIRPORT, FLIGHT, Air, DeadlyLog, Deaths, Killed
from tests.flow.unsure_bus import UnsureBus
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_platform

FOLDER = {
    "name": "Folder",
    "relationships": [{"name": "parent", "target": "Folder", "on_delete": "cascade"}],
}


BOX = {"name": "Box", "relationships": [{"name": "parent", "target": "Box"}]}


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


def test_those_who_refuse_are_named(air: Air) -> None:
    airports(air, "EWR")
    for number in range(7):
        air.put("Flight", str(number), number=number, hub="EWR")

    refused = air.write("DELETE", f"{AIR}/Airport/EWR").data["errors"]

    assert len(refused) == 5
    assert {each["value"]["id"] for each in refused} < {str(number) for number in range(7)}
    assert refused[0]["value"] | {"id": ""} == {"class": "Flight", "id": "", "relationship": "hub"}


def test_who_came_to_name_it_in_the_same_batch_refuses_as_well(air: Air) -> None:
    """Of one shard: a batch is decided from one look at the index."""
    air.write("POST", "/database/air/ontology", BOX)
    air.put("Box", "a")
    lines = [{"class": "Box", "id": str(n), "data": {"parent": "a"}} for n in range(40)]
    lines.append({"class": "Box", "id": "a", "op": "delete"})

    air.client.post(f"{AIR}/bulk", {"instances": lines})
    air.platform.settle()

    assert air.get("Box", "a") == {}


def test_what_must_be_named_is_kept_or_keeps_its_target(air: Air) -> None:
    """A required relationship lets go of nothing: what may name a missing one goes on to; what may not forbids it."""
    for name, missing in (("Loose", "allow"), ("Strict", "refuse")):
        to = {"name": "to", "target": "Airport", "required": True, "on_missing": missing, "on_delete": "detach"}
        air.write("POST", "/database/air/ontology", {"name": name, "relationships": [to]})
    airports(air, "EWR", "JFK")
    air.put("Loose", "1", to="EWR")
    air.put("Strict", "1", to="JFK")

    assert delete(air, "Airport", "EWR") == []
    assert delete(air, "Airport", "JFK") == ["referenced"]
    assert air.get("Loose", "1") == {"to": "EWR"}
    assert air.client.get("/commands?state=FAILED").data[0]["type"] == "DeleteInstance"


def test_a_chain_of_cascades_ends_where_it_comes_back_to_where_it_began(air: Air) -> None:
    air.write("POST", "/database/air/ontology", FOLDER)
    for name, parent in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "c"), ("self", "self"), ("e", "self")):
        air.put("Folder", name, parent=parent)

    assert delete(air, "Folder", "a") == []
    assert [air.get("Folder", name) for name in "abcd"] == [None] * 4
    assert delete(air, "Folder", "self") == []
    assert [hit["id"] for hit in air.client.get(f"{AIR}?class=Folder").data] == []


def kept_folders(air: Air) -> None:
    """`b` within `a`, and somebody who does not let `b` go."""
    air.write("POST", "/database/air/ontology", FOLDER)
    keeper = {"name": "Keeper", "relationships": [{"name": "holds", "target": "Folder", "on_delete": "refuse"}]}
    air.write("POST", "/database/air/ontology", keeper)
    air.put("Folder", "a")
    air.put("Folder", "b", parent="a")
    air.put("Keeper", "k", holds="b")


def test_a_cascade_that_somebody_forbids_ends_there(air: Air) -> None:
    kept_folders(air)

    assert delete(air, "Folder", "a") == []
    assert air.get("Folder", "b") == {"parent": "a"}


def test_a_cascade_that_is_forbidden_further_on_leaves_who_names_what_is_gone(air: Air) -> None:
    kept_folders(air)

    delete(air, "Folder", "a")

    (told,) = air.client.get("/commands?state=FAILED").data
    assert (told["type"], told["errors"][0]["code"]) == ("ForgetTarget", "referenced")
    links = {each["direction"]: each for each in air.client.get(f"{AIR}/Folder/b/links").data}
    assert links["out"]["missing"] == 1


def test_a_class_that_ends_is_no_end_of_its_instances(air: Air) -> None:
    air.write("POST", "/database/air/ontology", {"name": "Hub", "parent": "Airport"})
    air.put("Hub", "H", code="H")
    air.put("Flight", "1", number=1, owner="H", origin="H", hub="H")

    waive = [{"path": "/Hub", "reason": "there are none"}]
    changes = [{"op": "delete", "name": "Hub"}]
    air.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": changes, "waive": waive})

    assert air.get("Flight", "1") == {"number": 1, "owner": "H", "origin": "H", "hub": "H"}
    missing = {each["relationship"] for each in air.client.get(f"{AIR}/Flight/1/links").data if each["missing"]}
    assert missing == {"owner", "origin", "hub"}


def test_who_names_guards_nothing_while_its_class_is_gone(air: Air) -> None:
    airports(air, "JFK")
    air.put("Flight", "1", number=1, hub="JFK")
    before = air.client.get("/database/air/branches/main").data["head"]
    waive = [{"path": "/Flight", "reason": "for a while"}]
    changes = [{"op": "delete", "name": "Flight"}]
    assert delete(air, "Airport", "JFK") == ["referenced"]
    air.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": changes, "waive": waive})

    assert delete(air, "Airport", "JFK") == []
    air.write("POST", "/database/air/branches/main/rollback", {"to": before, "message": "back"})

    missing = [each["relationship"] for each in air.client.get(f"{AIR}/Flight/1/links").data if each["missing"]]
    assert missing == ["hub"]


@pytest.mark.parametrize(
    "point", ["worker.before_put", "worker.after_put", "worker.after_index", "projection.after_search"]
)
def test_a_death_on_the_way_of_a_cascade_loses_and_doubles_nothing(issuer: Issuer, now: Clock, point: str) -> None:
    deaths = Deaths(point)
    platform = memory_platform(now, issuer, crash=deaths)
    air = Air(platform, now, platform.client("kim", roles=["admin"]), DeadlyLog(), UnsureBus(platform.ports.bus))
    air.write("POST", "/database", {"name": "air"})
    changes = [{"op": "create", "class": AIRPORT}, {"op": "create", "class": FLIGHT}, {"op": "create", "class": FOLDER}]
    air.write("POST", "/database/air/ontology/changes", {"message": "classes", "changes": changes})
    for name, parent in (("a", "a"), ("b", "a"), ("c", "b"), ("d", "c")):
        air.put("Folder", name, parent=parent)

    deaths.left = 2
    air.client.delete(f"{AIR}/Folder/a")
    air.insist(20)

    assert deaths.left == 0
    for name in "abcd":
        kinds = [each["type"] for each in air.client.get(f"{AIR}/Folder/{name}/history").data]
        assert kinds == ["InstanceCreated", "InstanceDeleted"]


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
    air.write("POST", "/database/air/ontology", BOX)
    air.put("Box", "root", parent="root")

    assert delete(air, "Box", "root") == []


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

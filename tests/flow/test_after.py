"""Every read of a database takes `after`, in the address of a POST too: it answers from a state that includes it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.flow.conftest import AIR, Air

NOBODY = "01890000-0000-7000-8000-000000000000"
READS = [
    "",
    "/grants",
    "/metrics",
    "/audit",
    "/events",
    "/openapi.json",
    "/ontology",
    "/ontology/Flight",
    "/commits",
    f"/commits/{NOBODY}",
    f"/migrations/{NOBODY}",
    "/branches",
    "/branches/main",
    "/diff",
    f"/merges/plans/{NOBODY}",
    "/pull-requests",
    f"/batches/{NOBODY}",
    "/imports",
    f"/imports/{NOBODY}",
    f"/exports/{NOBODY}",
    "/views",
    f"/views/{NOBODY}",
    "/webhooks",
    f"/webhooks/{NOBODY}/deliveries",
    f"/webhooks/{NOBODY}/deliveries/{NOBODY}",
    f"/events/{NOBODY}/proof",
    "/instances",
    "/instances/suggest?q=x",
    "/instances/export?class=Flight",
    "/instances/Flight/1",
    "/instances/Flight/1/history",
    "/instances/Flight/1/related?path=origin",
    "/instances/Flight/1/links",
]
POSTS: list[tuple[str, dict[str, Any]]] = [
    ("search", {}),
    ("aggregate", {}),
    ("graph", {"start": {"class": "Airport", "id": "JFK"}}),
]


@pytest.mark.parametrize("path", READS)
def test_a_read_refuses_to_answer_after_what_never_was(air: Air, path: str) -> None:
    never = f"{path}{'&' if '?' in path else '?'}after={uuid4()}"

    answer = air.client.get(f"/database/air{never}" + ("&from=main" if path == "/diff" else ""))

    assert (answer.status, "there is no command or batch" in answer.body.decode()) == (404, True), answer.body


@pytest.mark.parametrize(("name", "body"), POSTS)
def test_a_post_takes_it_in_its_address_and_in_its_body(air: Air, name: str, body: dict[str, Any]) -> None:
    never, done = str(uuid4()), air.put("Airport", "JFK", code="JFK").data["command_id"]
    path = f"{AIR}/{name}"

    assert air.client.post(f"{path}?after={never}", body).codes == ["not_found"]
    assert air.client.post(path, {**body, "after": never}).codes == ["not_found"]
    assert air.client.post(f"{path}?after={done}", {**body, "after": done}).status == 200
    assert air.client.post(f"{path}?after={done}", {**body, "after": never}).codes == ["invalid_parameter"]


def test_figures_wait_for_what_they_are_to_count(air: Air) -> None:
    accepted = air.client.put(f"{AIR}/Airport/JFK", {"data": {"code": "JFK"}}).data["command_id"]

    assert air.client.get(f"/database/air/metrics?after={accepted}").codes == ["not_yet_visible"]
    air.platform.settle()

    assert air.client.get(f"/database/air/metrics?after={accepted}").data["classes"] == {"Airport": 1}
    assert air.client.get(f"{AIR}/suggest?q=jfk&after={accepted}").data[0]["id"] == "JFK"


def test_whoever_reads_after_the_command_that_makes_the_database_waits_for_it(air: Air) -> None:
    made = air.client.post("/database", {"name": "fresh"}).data["command_id"]

    early = air.client.get(f"/database/fresh?after={made}")
    air.platform.settle()
    later = air.client.get(f"/database/fresh?after={made}")

    assert (early.status, early.codes, int(early.headers["Retry-After"])) == (409, ["not_yet_visible"], 1)
    assert (later.status, later.data["name"]) == (200, "fresh")


def test_whoever_is_granted_a_role_reads_after_the_grant(air: Air) -> None:
    guest = air.platform.client("guest")
    granted = air.client.put("/database/air/grants/guest", {"role": "viewer"}).data["command_id"]

    early = guest.get(f"/database/air/branches?after={granted}")
    air.platform.settle()
    later = guest.get(f"/database/air/branches?after={granted}")

    assert (early.codes, later.status) == (["not_yet_visible"], 200)


def test_a_command_that_is_over_opens_no_door(air: Air) -> None:
    done = air.write("PUT", "/database/air/grants/park", {"role": "viewer"})
    stranger = air.platform.client("stranger")

    answer = stranger.get(f"/database/air/branches?after={done.data['command_id']}")

    assert answer.codes == ["forbidden"]


@pytest.mark.parametrize("path", ["/database", "/me", "/commands", "/commands/{id}"])
def test_what_is_of_no_database_waits_for_a_command_of_ones_own(air: Air, path: str) -> None:
    accepted = air.client.put(f"{AIR}/Airport/JFK", {"data": {"code": "JFK"}}).data["command_id"]
    path = path.replace("{id}", accepted)

    assert air.client.get(f"{path}?after={accepted}").codes == ["not_yet_visible"]
    assert air.client.get(f"{path}?after={uuid4()}").codes == ["not_found"]
    air.platform.settle()

    assert air.client.get(f"{path}?after={accepted}").status == 200


def test_of_a_command_of_somebody_else_nothing_is_told_by_waiting_for_it(air: Air) -> None:
    accepted = air.client.put(f"{AIR}/Airport/JFK", {"data": {"code": "JFK"}}).data["command_id"]

    assert air.platform.client("stranger").get(f"/me?after={accepted}").codes == ["not_found"]


def test_a_check_is_of_the_ontology_that_includes_it(air: Air) -> None:
    change = {"changes": [{"op": "create", "class": {"name": "Pilot"}}]}
    accepted = air.client.post("/database/air/ontology", {"name": "Pilot"})
    check = f"/database/air/ontology/check?after={accepted.data['command_id']}"

    early = air.client.post(check, change)
    air.platform.settle()
    late = air.client.post(check, change)

    assert (early.status, early.codes) == (409, ["not_yet_visible"])
    assert (late.status, [each["code"] for each in late.data["problems"]]) == (200, ["already_exists"])
    assert air.client.post(f"/database/air/ontology/check?after={uuid4()}", change).codes == ["not_found"]

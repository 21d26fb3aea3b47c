"""Databases, ontology, operations and the API's own description through the BFF."""

import json
import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from spice.application.queries.platform.readiness import FRESH
from spice.ports.dead_letters import DeadLetter
from spice.ports.errors import BrokenChain
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import AIRPORT, CLASSES, FLIGHT, START, World, a_world


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def world(issuer: Issuer) -> World:
    return a_world(issuer)


@pytest.fixture
def kim(world: World) -> ApiClient:
    return world.client()


@pytest.fixture
def admin(world: World) -> ApiClient:
    return world.client("root", roles=["admin"])


def test_health_needs_no_token(world: World) -> None:
    anybody = ApiClient(world.client().handler, described=True)

    assert anybody.get("/health").data == {"alive": True}


def test_readiness_names_every_service(world: World, kim: ApiClient) -> None:
    up = kim.get("/health/ready")
    world.down.append("redis")
    world.now.moment += FRESH
    slower = kim.get("/health/ready")
    world.down.append("postgres")
    world.now.moment += FRESH
    down = kim.get("/health/ready")

    assert (up.status, up.data["ready"], set(up.data["services"])) == (200, True, {"postgres", "s3", "redis"})
    assert set(up.data["services"]["s3"]) == {"state", "latency_ms", "breaker"}
    assert (slower.status, slower.data["services"]["redis"]["state"]) == (200, "down")
    assert (down.status, down.codes, down.headers["Retry-After"]) == (503, ["unavailable"], "1")
    assert down.data["services"]["postgres"]["state"] == "down"


def test_readiness_tells_strangers_whether_and_no_more(world: World) -> None:
    anybody = ApiClient(world.client().handler, described=True)

    up = anybody.get("/health/ready")
    world.down.append("postgres")
    world.now.moment += FRESH
    down = anybody.get("/health/ready")
    forged = anybody.get("/health/ready", headers={"authorization": "Bearer forged"})

    assert (up.status, up.data) == (200, {"ready": True})
    assert (down.status, down.data) == (503, {"ready": False})
    assert (forged.status, forged.codes) == (401, ["unauthenticated"])


def test_services_are_told_only_to_who_brings_a_token(world: World, kim: ApiClient) -> None:
    """Where a gateway looks at tokens, it does not at the open route beside this one."""
    told = kim.get("/health/services")
    nobody = ApiClient(world.client().handler, described=True).get("/health/services")

    assert (told.status, set(told.data["services"])) == (200, {"postgres", "s3", "redis"})
    assert (nobody.status, nobody.codes) == (401, ["unauthenticated"])


def test_however_many_ask_services_are_asked_once(world: World, kim: ApiClient) -> None:
    before = kim.get("/health/ready")
    world.down.append("postgres")

    at_once = kim.get("/health/ready")

    assert at_once.data == before.data


def test_however_many_ask_what_is_set_apart_is_read_once(world: World, kim: ApiClient) -> None:
    """A database that froze since it was asked would keep everybody else waiting."""
    before = kim.get("/health/ready").data["quarantined"]
    world.quarantine.put(BrokenChain(1, "instance-0003", 4, "not there"))

    at_once = kim.get("/health/ready").data["quarantined"]
    world.now.moment += FRESH
    later = kim.get("/health/ready").data["quarantined"]

    assert (before, at_once) == ([], [])
    assert [(each["shard"], each["sequence"]) for each in later] == [("instance-0003", 4)]


def test_me_tells_my_roles(kim: ApiClient) -> None:
    assert kim.get("/me").data == {"subject": "kim", "admin": False, "roles": {"air": "viewer"}}


def test_types_tell_what_they_accept(kim: ApiClient) -> None:
    types = {kind["name"]: kind for kind in kim.get("/types").data}

    assert {"xsd:string", "xsd:decimal", "ENUM", "EMAIL", "MONEY", "ARRAY", "OBJECT", "COORDINATE"} <= set(types)
    assert types["xsd:decimal"]["constraints"]["minimum"]
    assert types["MONEY"]["examples"]


def test_databases_are_listed_with_my_role(world: World, kim: ApiClient, admin: ApiClient) -> None:
    world.database("sea", UUID(int=2))
    world.database("ash", UUID(int=3))

    first = kim.get("/database?limit=2").json
    second = kim.get(f"/database?limit=2&cursor={first['meta']['next_cursor']}").json

    assert [row["name"] for row in first["data"] + second["data"]] == ["air", "ash", "sea"]
    assert first["data"][0]["role"] == "viewer"
    assert world.client("stranger").get("/database").data == []
    assert [row["role"] for row in admin.get("/database").data] == [None, None, None]


def test_a_database_is_read_by_those_with_a_role(world: World, kim: ApiClient) -> None:
    assert kim.get("/database/air").data["head"] == "commit1"
    assert world.client("stranger").get("/database/air").status == 403
    assert kim.get("/database/none").status == 404


def test_grants_are_listed(kim: ApiClient) -> None:
    rows = kim.get("/database/air/grants").data

    assert rows[0] == {"subject": "kim", "role": "viewer", "granted_at": "2013-01-01T00:00:00Z", "granted_by": "lee"}


def test_metrics_count_by_class_name(world: World, kim: ApiClient) -> None:
    world.flight("UA1")

    assert kim.get("/database/air/metrics").data["classes"] == {"Flight": 1}


def test_the_ontology_is_answered_as_it_is_stored(kim: ApiClient) -> None:
    reply = kim.get("/database/air/ontology")

    assert [each["name"] for each in reply.data] == ["Airport", "Charter", "Flight"]
    assert reply.data[2] == FLIGHT
    assert reply.headers["ETag"] == '"commit1"'
    assert kim.get("/database/air/ontology/Airport").data["label"] == {"ko": "공항"}
    assert kim.get("/database/air/ontology", headers={"if-none-match": '"commit1"'}).status == 304


def test_an_earlier_ontology_is_read_by_commit_or_time(world: World, kim: ApiClient) -> None:
    world.define([AIRPORT], at=world.now())

    assert [each["name"] for each in kim.get("/database/air/ontology").data] == ["Airport"]
    assert len(kim.get("/database/air/ontology?at=commit1").data) == 3
    assert len(kim.get("/database/air/ontology?at=2013-01-01T12:00:00Z").data) == 3
    assert kim.get("/database/air/ontology?at=2012-01-01").data == []
    assert kim.get("/database/air/ontology/Flight?at=commit1").status == 200
    assert kim.get("/database/air/ontology/Flight").status == 404
    assert kim.get("/database/air/ontology?at=nothing").status == 404


def test_a_format_that_there_is_not_is_refused(kim: ApiClient) -> None:
    assert kim.get("/database/air/ontology?format=xml").codes == ["invalid_parameter"]
    assert kim.get("/database/air/ontology?branch=other").status == 404


def test_a_class_is_json_schema_with_what_it_inherits(kim: ApiClient) -> None:
    reply = kim.get("/database/air/ontology/Charter?format=json_schema")
    schema = json.loads(reply.body)

    assert reply.headers["Content-Type"] == "application/schema+json"
    assert schema["required"] == ["title"]
    assert schema["properties"]["time_hour"] == {"type": "string", "format": "date-time"}
    assert schema["properties"]["crew"]["properties"]["size"] == {"type": "integer"}
    assert schema["properties"]["origin"]["x-target"] == "Airport"
    assert set(json.loads(kim.get("/database/air/ontology?format=json_schema").body)["$defs"]) == {
        each["name"] for each in CLASSES
    }


def test_commits_are_listed_newest_first(world: World, kim: ApiClient) -> None:
    world.define([AIRPORT], at=world.now())

    first = kim.get("/database/air/commits?limit=1").json
    second = kim.get(f"/database/air/commits?limit=1&cursor={first['meta']['next_cursor']}").json

    assert [row["commit"] for row in first["data"] + second["data"]] == ["commit2", "commit1"]
    assert len(kim.get("/database/air/commits/commit1").data["classes"]) == 3
    assert kim.get("/database/air/commits/none").status == 404


def a_letter(number: int) -> DeadLetter:
    return DeadLetter(
        id=UUID(int=number),
        shard="instance-0001",
        key="k",
        command_id=uuid4(),
        type="PutInstance",
        database=None,
        reason="poison",
        error="ValueError",
        attempts=3,
        parked_at=START,
        state="manual",
        record={"value": "{"},
    )


def test_dead_letters_are_for_administrators(world: World, kim: ApiClient, admin: ApiClient) -> None:
    for number in (1, 2):
        world.letters.park(a_letter(number))

    first = admin.get("/admin/dead-letters?limit=1").json
    second = admin.get(f"/admin/dead-letters?cursor={first['meta']['next_cursor']}").json

    assert kim.get("/admin/dead-letters").status == 403
    assert [row["id"] for row in first["data"] + second["data"]] == [str(UUID(int=1)), str(UUID(int=2))]
    assert "record" not in first["data"][0]
    assert admin.get(f"/admin/dead-letters/{UUID(int=2)}").data["record"] == {"value": "{"}
    assert admin.get(f"/admin/dead-letters/{uuid4()}").status == 404


def test_operators_see_projections_relay_and_cache(world: World, admin: ApiClient) -> None:
    world.operations.reach("search", "instance-0000", 7)

    assert admin.get("/admin/projections").data == [
        {"name": "search", "lag": 0, "positions": {"instance-0000": {"generation": 1, "sequence": 7}}},
        {"name": "cache", "lag": 0, "positions": {}},
        {"name": "metrics", "lag": 0, "positions": {}},
    ]
    assert admin.get("/admin/relay").data == {"waiting": 3, "oldest_at": "2013-01-01T00:00:00Z"}
    assert admin.get("/admin/cache").status == 200


def test_a_rebuild_is_a_job(world: World, admin: ApiClient) -> None:
    reply = admin.post("/admin/projections/search/rebuild")

    job = admin.get(reply.headers["Location"].removeprefix("/api/v1")).data
    assert reply.status == 202
    assert (job["job_id"], job["name"], job["state"]) == (reply.data["job_id"], "rebuild search", "REQUESTED")
    assert world.kick.kicked == [("maintenance", {"rebuild": "search", "job": job["job_id"]})]
    assert admin.post("/admin/projections/serach/rebuild").json["errors"][0]["hint"] == "did you mean 'search'?"
    assert admin.get(f"/admin/jobs/{uuid4()}").status == 404


def test_growth_is_a_job(world: World, admin: ApiClient) -> None:
    before = admin.get("/admin/partitions").data
    reply = admin.post("/admin/partitions/instance/grow", {"to": 12})
    job = admin.get(reply.headers["Location"].removeprefix("/api/v1")).data

    assert before[1] == {"family": "instance", "generation": 1, "partitions": 1, "grow_up_to": 0, "growing": None}
    assert (reply.status, job["name"], job["state"]) == (202, "grow instance", "REQUESTED")
    assert world.kick.kicked == [("maintenance", {"grow": "instance", "job": job["job_id"]})]
    assert admin.get("/admin/partitions").data[1]["growing"]["job_id"] == job["job_id"]
    again = admin.post("/admin/partitions/instance/grow", {"to": 24})
    assert (again.status, again.codes) == (409, ["already_exists"])


@pytest.mark.parametrize("to", [1, 0, -3, 1025])
def test_a_family_grows_to_more_and_not_to_too_many(admin: ApiClient, to: int) -> None:
    refused = admin.post("/admin/partitions/instance/grow", {"to": to})

    assert (refused.status, refused.codes) == (422, ["constraint_violated"])
    assert refused.json["errors"][0]["path"] == "/to"


def test_what_cannot_grow_is_refused(kim: ApiClient, admin: ApiClient) -> None:
    unknown = admin.post("/admin/partitions/instanc/grow", {"to": 12})

    assert (unknown.status, unknown.json["errors"][0]["hint"]) == (404, "did you mean 'instance'?")
    assert admin.post("/admin/partitions/instance/grow", {"to": "many"}).status == 422
    assert admin.post("/admin/partitions/instance/grow", {}).status == 422
    assert kim.post("/admin/partitions/instance/grow", {"to": 12}).status == 403


def test_the_document_describes_every_route(world: World) -> None:
    reply = ApiClient(world.client().handler, described=True).get("/openapi.json")
    document = json.loads(reply.body)

    assert document["openapi"] == "3.1.0"
    assert "/api/v1/database/{db}/instances" in document["paths"]
    get = document["paths"]["/api/v1/database/{db}/instances/{class}/{id}"]["get"]
    assert [each["name"] for each in get["parameters"]][:5] == ["db", "class", "id", "version", "at"]
    assert get["security"] == [{"bearer": []}]
    assert document["paths"]["/api/v1/health"]["get"]["security"] == []


def test_every_reference_of_the_document_leads_somewhere(world: World, kim: ApiClient) -> None:
    for url in ("/openapi.json", "/database/air/openapi.json"):
        text = kim.get(url).body.decode()
        document = json.loads(text)
        for reference in set(re.findall(r'"\$ref":"#/components/(\w+)/([^"]+)"', text)):
            assert reference[1] in document["components"][reference[0]], (url, reference)


def test_operation_ids_are_unique(world: World, kim: ApiClient) -> None:
    for url in ("/openapi.json", "/database/air/openapi.json"):
        paths = json.loads(kim.get(url).body)["paths"]
        ids = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
        assert len(ids) == len(set(ids))


def test_a_databases_document_is_typed_from_its_ontology(world: World, kim: ApiClient) -> None:
    document = json.loads(kim.get("/database/air/openapi.json").body)

    assert "/api/v1/database/air/instances/Flight/{id}" in document["paths"]
    assert document["components"]["schemas"]["Class.Flight"]["required"] == ["title"]


def test_the_page_is_whole_in_itself(world: World) -> None:
    reply = ApiClient(world.client().handler, described=True).get("/docs")

    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"http://" not in reply.body
    assert b"https://" not in reply.body
    assert b"innerHTML" not in reply.body


def test_types_and_groups_of_dead_letters_come_in_pages(world: World, admin: ApiClient) -> None:
    for number in range(1, 7):
        world.letters.park(replace(a_letter(number), error=f"Error{(number + 1) // 2 % 3}"))
    whole = admin.get("/types").json

    first = admin.get("/types?limit=50").json
    rest = admin.get(f"/types?cursor={first['meta']['next_cursor']}").json
    groups = admin.get("/admin/dead-letters/groups?limit=2").json
    others = admin.get(f"/admin/dead-letters/groups?limit=2&cursor={groups['meta']['next_cursor']}").json

    assert "next_cursor" not in whole["meta"]
    assert (len(first["data"]), first["data"] + rest["data"]) == (50, whole["data"])
    assert [each["error"] for each in groups["data"] + others["data"]] == ["Error0", "Error1", "Error2"]
    assert "next_cursor" not in others["meta"]

"""A breaking change with migrations: instances follow by ordinary events, once, whatever dies meanwhile."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from spice.application.upkeep import run_migration
from spice.messages.work import Migrate
from tests.flow.conftest import AIR, Air, Killed
from tests.flow.growth.growing import state_of
from tests.support.api_client import Reply

CHANGES = "/database/air/ontology/changes"
WAIT = {"Prefer": "wait=1"}


def thing(**types: str) -> dict[str, Any]:
    return {"name": "Thing", "properties": [{"name": name, "type": kind} for name, kind in types.items()]}


@pytest.fixture
def things(air: Air) -> Air:
    """Instances with numbers in texts, one of them no number."""
    air.write("POST", CHANGES, {"changes": [{"op": "create", "class": thing(size="xsd:string", note="xsd:string")}]})
    for name, size in {"a": "12", "b": "7.5", "c": "many"}.items():
        air.put("Thing", name, size=size, note=f"about {name}")
    return air


def changed(air: Air, patch: dict[str, Any], *migrations: dict[str, Any], **more: Any) -> Reply:
    change = {"op": "update", "name": "Thing", "patch": patch}
    body = {"message": "sizes are numbers", "changes": [change], "migrations": [*migrations], **more}
    return air.client.post(CHANGES, body)


def properties(air: Air, **facets: dict[str, Any] | None) -> dict[str, Any]:
    """Change properties of Thing by name; None drops one."""
    held = air.client.get("/database/air/ontology/Thing").data["properties"]
    kept = [{**each, **(facets.pop(each["name"], {}) or {"gone": True})} for each in held]
    known = [each for each in kept if not each.get("gone")]
    return {"properties": [*known, *({"name": name, **(facet or {})} for name, facet in facets.items())]}


def keep(air: Air) -> dict[str, Any]:
    return {
        each["name"]: {"type": each["type"]}
        for each in air.client.get("/database/air/ontology/Thing").data["properties"]
    }


def migrated(air: Air, reply: Reply) -> dict[str, Any]:
    """Let a change happen and its migration end; answers what is told of it."""
    air.platform.settle()
    result = air.client.get(f"/commands/{reply.data['command_id']}").data["result"]
    for _ in range(20):
        told: dict[str, Any] = air.client.get(f"/database/air/migrations/{result['migration']}").data
        if told["state"] == "COMPLETED":
            return told
        air.platform.maintain()
        air.platform.settle()
    raise AssertionError(told)


def convert(name: str = "size") -> dict[str, Any]:
    return {"op": "convert", "class": "Thing", "property": name}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twins do nothing while maintenance waits."""
    monkeypatch.setattr("functions.workers.maintenance.WAIT_SECONDS", 0.0)


def narrower(air: Air) -> dict[str, Any]:
    return properties(air, **{**keep(air), "size": {"type": "xsd:decimal"}})


def test_a_change_that_breaks_instances_says_what_would_let_it_through(things: Air) -> None:
    refused = changed(things, narrower(things))

    (error,) = refused.json["errors"]
    assert (refused.status, error["code"], error["value"]) == (422, "breaking_change", "/Thing/properties/size/type")
    assert "3 instances" in error["message"]
    assert '"op": "convert|drop"' in error["hint"]
    assert "waive" in error["hint"]


def test_values_are_converted_and_what_cannot_be_is_listed(things: Air) -> None:
    told = migrated(things, changed(things, narrower(things), convert()))

    assert [things.get("Thing", name)["size"] for name in "abc"] == [12, 7.5, "many"]
    figures = {name: told[name] for name in ("total", "seen", "migrated", "failed")}
    assert figures == {"total": 3, "seen": 3, "migrated": 2, "failed": 1}
    (failure,) = told["failures"]
    assert (failure["class"], failure["id"]) == ("Thing", "c")
    assert [(error["code"], error["path"]) for error in failure["errors"]] == [("wrong_type", "/data/size")]


def test_the_event_is_its_authors_and_names_the_commit(things: Air) -> None:
    told = migrated(things, changed(things, narrower(things), convert()))

    event = things.client.get(f"{AIR}/Thing/a/history").data[-1]
    assert (event["type"], event["actor"], event["ontology_commit"]) == ("InstanceUpdated", "kim", told["commit"])
    assert event["reason"] == f"migration of commit {told['commit']}: sizes are numbers"
    assert event["changes"] == [{"path": "/size", "before": "12", "after": 12}]


def test_a_commit_tells_what_its_author_allowed(things: Air) -> None:
    waive = [{"path": "/Thing/properties/note", "reason": "nobody reads them"}]
    patch = properties(things, **{**keep(things), "size": {"type": "xsd:decimal"}, "note": None})

    told = migrated(things, changed(things, patch, convert(), waive=waive))

    commit = things.client.get(f"/database/air/commits/{told['commit']}").data
    assert (commit["waived"], commit["migrations"]) == (waive, [convert()])
    assert things.client.get("/database/air/commits").data[0]["waived"] == waive


def test_what_is_missing_is_filled_in(things: Air) -> None:
    patch = properties(things, **keep(things), colour={"type": "xsd:string", "required": True})
    fill = {"op": "default", "class": "Thing", "property": "colour", "value": "red"}

    told = migrated(things, changed(things, patch, fill))

    assert {things.get("Thing", name)["colour"] for name in "abc"} == {"red"}
    assert told["migrated"] == 3


def test_what_is_required_with_a_default_is_what_all_doors_show(things: Air) -> None:
    red = {"type": "xsd:string", "required": True, "default": "red"}
    things.client.put(f"{AIR}/Thing/late", {"data": {"size": "5"}})

    told = migrated(things, changed(things, properties(things, **keep(things), colour=red)))

    assert {things.get("Thing", name)["colour"] for name in ("a", "b", "c", "late")} == {"red"}
    assert things.client.get(f"{AIR}?class=Thing&filter=colour:eq:red").json["meta"]["total"] == 4
    assert things.client.get(f"{AIR}?class=Thing&filter=colour:exists:false").data == []
    lines = things.client.get(f"{AIR}/export?class=Thing&format=ndjson").body.splitlines()
    assert [b'"colour":"red"' in line for line in lines] == [True] * 4
    assert told["migrations"] == [{"op": "default", "class": "Thing", "property": "colour"}]
    assert things.client.get(f"{AIR}/Thing/a/history").data[-1]["changes"][0]["after"] == "red"


def test_a_merge_fills_in_what_it_brings_with_a_default(things: Air) -> None:
    things.write("POST", "/database/air/branches", {"name": "try"})
    red = {"type": "xsd:string", "required": True, "default": "red"}
    change = {"op": "update", "name": "Thing", "patch": properties(things, **keep(things), colour=red)}
    things.write("POST", f"{CHANGES}?branch=try", {"changes": [change]})

    told = migrated(things, things.client.post("/database/air/merges", {"source": "try", "target": "main"}))

    assert (things.get("Thing", "a")["colour"], told["migrated"]) == ("red", 3)


def test_a_version_from_before_is_restored_with_what_is_required_since(things: Air) -> None:
    red = {"type": "xsd:string", "required": True, "default": "red"}
    migrated(things, changed(things, properties(things, **keep(things), colour=red)))
    things.put("Thing", "a", size="13", colour="blue")

    things.write("POST", f"{AIR}/Thing/a/restore", {"version": 1, "reason": "as it was"})

    assert things.get("Thing", "a") == {"size": "12", "note": "about a", "colour": "red"}


def test_a_dropped_property_gives_its_values_to_another(things: Air) -> None:
    patch = properties(things, **{**keep(things), "note": None}, remark={"type": "xsd:string"})
    move = {"op": "move", "class": "Thing", "property": "note", "to": "remark"}

    migrated(things, changed(things, patch, move))

    assert things.get("Thing", "a") == {"size": "12", "remark": "about a"}


def test_a_dropped_property_takes_its_values_along(things: Air) -> None:
    patch = properties(things, **{**keep(things), "note": None})

    told = migrated(things, changed(things, patch, {"op": "drop", "class": "Thing", "property": "note"}))

    again = properties(things, **keep(things), note={"type": "xsd:string"})
    migrated_back = changed(things, again)
    things.platform.settle()
    assert migrated_back.status in (200, 202)
    assert told["migrated"] == 3
    assert things.get("Thing", "a") == {"size": "12"}


def test_a_merge_into_main_migrates_as_well(things: Air) -> None:
    things.write("POST", "/database/air/branches", {"name": "try"})
    change = {"op": "update", "name": "Thing", "patch": narrower(things)}
    things.write("POST", f"{CHANGES}?branch=try", {"changes": [change]})
    merge = {"source": "try", "target": "main"}

    refused = things.client.post("/database/air/merges", merge)
    told = migrated(things, things.client.post("/database/air/merges", {**merge, "migrations": [convert()]}))

    assert refused.codes == ["breaking_change"]
    assert things.get("Thing", "a")["size"] == 12
    assert told["migrated"] == 2


def test_a_pull_request_migrates_and_says_where(things: Air) -> None:
    things.write("POST", "/database/air/branches", {"name": "try"})
    change = {"op": "update", "name": "Thing", "patch": narrower(things)}
    things.write("POST", f"{CHANGES}?branch=try", {"changes": [change]})
    things.write("POST", "/database/air/pull-requests", {"source": "try", "target": "main", "title": "sizes"})

    merged = things.client.post("/database/air/pull-requests/1/merge", {"migrations": [convert()]})
    told = migrated(things, merged)
    again = things.client.post("/database/air/pull-requests/1/merge", {"migrations": [convert()]}, headers=WAIT)

    assert told["migrated"] == 2
    assert again.codes == ["stale_plan"]


def test_instances_migrate_on_main_alone(things: Air) -> None:
    things.write("POST", "/database/air/branches", {"name": "try"})
    change = {"op": "update", "name": "Thing", "patch": narrower(things)}

    refused = things.client.post(f"{CHANGES}?branch=try", {"changes": [change], "migrations": [convert()]})

    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "/migrations")


def test_a_check_and_a_dry_run_tell_the_same(things: Air) -> None:
    patch = narrower(things)
    body = {"changes": [{"op": "update", "name": "Thing", "patch": patch}]}

    check = things.client.post("/database/air/ontology/check", body).data
    dry = things.client.post(f"{CHANGES}?dry_run=true", body)
    let_through = things.client.post(f"{CHANGES}?dry_run=true", {**body, "migrations": [convert()]})

    (difference,) = check["changes"]
    assert (difference["severity"], difference["breaks"]) == ("breaking", ["backward", "forward"])
    assert (difference["migrations"], check["affected"]) == (["convert", "drop"], 3)
    assert [each["code"] for each in check["problems"]] == dry.codes == ["breaking_change"]
    assert (let_through.status, let_through.data["affected"]) == (200, 3)


def test_a_write_that_waited_while_the_ontology_changed_is_migrated_too(things: Air) -> None:
    patch = properties(things, **keep(things), colour={"type": "xsd:string", "required": True})
    fill = {"op": "default", "class": "Thing", "property": "colour", "value": "red"}
    things.client.put(f"{AIR}/Thing/late", {"data": {"size": "5"}})
    things.platform.relay()

    told = migrated(things, changed(things, patch, fill))

    # It is refused by the new rules, or follows them: none is left behind.
    late = things.get("Thing", "late")
    assert late is None or late["colour"] == "red"
    assert told["failed"] == 0


@pytest.mark.parametrize("point", ["migration.after_keep", "migration.after_page"])
def test_a_death_at_any_point_migrates_nothing_twice(things: Air, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_migration, "PAGE", 1)
    deaths = iter(range(3))
    dying(things, lambda at: at == point and next(deaths, None) is not None)
    reply = changed(things, narrower(things), convert())
    things.platform.settle()

    for _ in range(3):
        with pytest.raises(Killed):
            until_killed(things)
    told = migrated(things, reply)

    assert [things.client.get(f"{AIR}/Thing/{name}").data["version"] for name in "abc"] == [2, 2, 1]
    assert (told["seen"], told["migrated"], told["failed"]) == (3, 2, 1)


def lose_postgres(air: Air) -> None:
    """Lose all that PostgreSQL has: the index, what waits, commands, jobs and how far everybody is."""
    ports, state = air.platform.ports, state_of(air)
    ports.model.forget()
    ports.jobs._jobs.clear()  # type: ignore[attr-defined]  # the twin's
    state.outbox.clear()
    state.commands.clear()
    state.checkpoints.clear()


@pytest.mark.parametrize("point", ["migration.after_keep", "migration.after_page"])
def test_a_migration_goes_on_after_postgres_was_lost(things: Air, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_migration, "PAGE", 1)
    deaths = iter(range(1))
    dying(things, lambda at: at == point and next(deaths, None) is not None)
    reply = changed(things, narrower(things), convert())
    things.platform.settle()
    migration = things.client.get(f"/commands/{reply.data['command_id']}").data["result"]["migration"]
    with pytest.raises(Killed):
        until_killed(things)

    lose_postgres(things)
    until_killed(things)

    told = things.client.get(f"/database/air/migrations/{migration}").data
    assert told["state"] == "COMPLETED"
    assert [things.client.get(f"{AIR}/Thing/{name}").data["version"] for name in "abc"] == [2, 2, 1]
    assert (told["seen"], told["migrated"], told["failed"]) == (3, 2, 1)


def test_a_migration_that_had_ended_asks_for_nothing_after_postgres_was_lost(things: Air) -> None:
    patch = properties(things, **keep(things), colour={"type": "xsd:string", "required": True})
    fill = {"op": "default", "class": "Thing", "property": "colour", "value": "red"}
    told = migrated(things, changed(things, patch, fill))
    optional = properties(things, **{**keep(things), "colour": {"required": False}})
    changed(things, optional)
    things.platform.settle()
    things.put("Thing", "late", size="5")

    lose_postgres(things)
    until_killed(things)

    again = things.client.get(f"/database/air/migrations/{told['commit']}").data
    assert again["state"] == "COMPLETED"
    assert (again["total"], again["seen"], again["migrated"], again["failed"]) == (4, 4, 3, 0)
    assert things.get("Thing", "late") == {"size": "5"}
    assert [things.client.get(f"{AIR}/Thing/{name}").data["version"] for name in ("a", "late")] == [2, 1]


def test_a_commit_that_the_log_lost_ends_its_migration(things: Air) -> None:
    ports = things.platform.ports
    database = next(iter(things.client.get("/database").data))
    job = ports.jobs.request(UUID(int=5), Migrate(UUID(database["id"]), "f" * 64), {})

    things.platform.maintain()

    found = ports.jobs.find(job.id)
    assert found is not None
    assert (found.state, found.detail["error"]) == ("FAILED", "the log has no such commit any more")


def until_killed(air: Air) -> None:
    for _ in range(20):
        air.platform.maintain()
        air.platform.settle()


def dying(air: Air, here: Callable[[str], bool]) -> None:
    """Let maintenance die at points of its own."""

    def crash(point: str) -> None:
        if here(point):
            raise Killed

    object.__setattr__(air.platform.ports, "crash", crash)
    air.platform.handlers.pop("maintenance", None)

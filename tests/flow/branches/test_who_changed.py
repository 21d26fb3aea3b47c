"""Commits with what each changed, and those alone that changed a class or a part of one."""

from typing import Any
from urllib.parse import quote

from tests.flow.branches.branching import DB, add, branch, describe, done, merge, names, read
from tests.flow.conftest import Air


def of(air: Air, path: str, more: str = "") -> list[Any]:
    """Commits that changed a path, newest first."""
    found: list[Any] = read(air, f"/commits?path={quote(path, safe='')}{more}")
    return [each["message"] for each in found]


def commit(air: Air, message: str, *changes: object, on: str = "main") -> Any:
    """Commit changes."""
    return done(air, "POST", f"/ontology/changes?branch={on}", {"message": message, "changes": list(changes)})


def test_a_commit_in_a_list_tells_what_it_changed(air: Air) -> None:
    describe(air, "Flight", label="F")
    branch(air, "try")
    add(air, "Flight", "try", name="fare", type="xsd:decimal")
    merge(air, "try", message="m")

    listed = read(air, "/commits")

    assert [[entry["path"] for entry in each["changes"]] for each in listed] == [
        ["/Flight/properties/fare"],
        ["/Flight/label"],
        ["/Airport", "/Flight"],
    ]
    for each in listed:
        alone = read(air, f"/commits/{each['commit']}")
        assert {name: alone[name] for name in each} == each
    assert {"commit", "parents", "author", "at", "message", "changes"} <= listed[0].keys()


def test_who_changed_a_class_or_a_property_is_told_by_name_and_by_id(air: Air) -> None:
    flight = read(air, "/ontology/Flight")
    delay = next(part["id"] for part in flight["properties"] if part["name"] == "delay")
    commit(air, "label", {"op": "update", "name": "Flight", "patch": {"label": "F"}})
    commit(air, "other", {"op": "update", "name": "Airport", "patch": {"label": "A"}})
    commit(air, "late", {"op": "rename", "class": "Flight", "property": "delay", "to": "late"})
    commit(air, "trip", {"op": "rename", "class": "Flight", "to": "Trip"})

    for path in ("Trip", "/Trip", flight["id"], "Flight"):
        assert of(air, path) == ["trip", "late", "label", "classes"], path
    for path in ("Trip/late", "/Trip/properties/late", f"Trip/{delay}", f"{flight['id']}/{delay}", "Flight/delay"):
        assert of(air, path) == ["late", "classes"], path
    assert of(air, "Trip/origin") == ["classes"]
    assert of(air, "/Trip/label") == ["label"]
    assert of(air, "Airport") == ["other", "classes"]


def test_what_is_gone_is_found_by_its_last_name(air: Air) -> None:
    parts = [part for part in read(air, "/ontology/Flight")["properties"] if part["name"] != "note"]
    commit(air, "no note", {"op": "update", "name": "Flight", "patch": {"properties": parts}})
    commit(air, "no flight", {"op": "delete", "name": "Flight"})

    assert of(air, "Flight") == ["no flight", "no note", "classes"]
    assert of(air, "Flight/note") == ["no note", "classes"]
    assert air.client.get(f"{DB}/commits?path=Flihgt").status == 404
    assert air.client.get(f"{DB}/commits?path=Airport/nothing").status == 404


def test_pages_go_on_where_they_ended(air: Air) -> None:
    for number in range(5):
        describe(air, "Flight" if number % 2 else "Airport", label=f"{number}")

    first = air.client.get(f"{DB}/commits?path=Airport&limit=2")
    cursor = first.json["meta"]["next_cursor"]
    second = air.client.get(f"{DB}/commits?path=Airport&limit=2&cursor={cursor}")

    labels = [entry["after"] for reply in (first, second) for each in reply.data for entry in each["changes"]]
    assert labels[:3] == ["4", "2", "0"]
    assert len(second.data) == 2
    assert air.client.get(f"{DB}/commits?path=Flight&limit=2&cursor={cursor}").codes == ["invalid_cursor"]
    assert names(air, "Flight")


def test_commits_are_listed_as_they_stood_at_a_commit_or_a_time(air: Air) -> None:
    for name in ("one", "two", "three"):
        commit(air, name, {"op": "update", "name": "Flight", "patch": {"label": name}})
    three, two, one, first = read(air, "/commits")

    assert read(air, f"/commits?at={two['commit']}") == [two, one, first]
    assert read(air, f"/commits?at={quote(one['at'], safe='')}") == [one, first]
    assert read(air, f"/commits?at={two['commit']}&path=Flight/label") == [two, one]
    assert read(air, "/commits?at=2000-01-01T00:00:00Z") == []
    assert air.client.get(f"{DB}/commits?at=nothing").codes == ["not_found"]
    page = air.client.get(f"{DB}/commits?at={two['commit']}&limit=1").json
    following = air.client.get(f"{DB}/commits?at={two['commit']}&limit=1&cursor={page['meta']['next_cursor']}")
    assert (page["data"], following.data) == ([two], [one])
    assert three["commit"] not in str(read(air, f"/commits?at={two['commit']}&limit=1000"))

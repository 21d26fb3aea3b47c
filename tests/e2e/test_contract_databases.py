"""Databases, grants, ontologies, figures and what the platform says of itself."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import AUTHOR, Library
from tests.support.stand.client import WAIT, Answer, Client
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]


def test_a_database_lives_is_changed_and_is_deleted(admin: Client) -> None:
    body = {"name": "short-lived", "label": {"ko": "짧은"}, "region": "KR", "timezone": "Asia/Seoul"}
    made = admin.post("/database", body, headers=WAIT)
    changed = admin.patch("/database/short-lived", {"compatibility": "FULL"}, headers=WAIT)
    unconfirmed = admin.delete("/database/short-lived", headers=WAIT)
    deleted = admin.delete("/database/short-lived?confirm=short-lived", headers=WAIT)

    assert (made.status, made.headers["location"]) == (201, "/api/v1/database/short-lived")
    assert (changed.status, changed.result["compatibility"]) == (200, "FULL")
    assert (unconfirmed.status, unconfirmed.codes) == (400, ["invalid_parameter"])
    assert deleted.status == 200
    assert admin.get("/database/short-lived").status == 404
    assert admin.post("/database", body, headers=WAIT).status == 201


def test_a_name_is_taken_once(library: Library) -> None:
    again = library.owner.post("/database", {"name": library.name}, headers=WAIT)

    assert (again.status, again.codes) == (409, ["already_exists"])


def test_databases_are_listed_in_pages(admin: Client, library: Library) -> None:
    names = [row["name"] for row in admin.pages("/database", limit=2)]

    assert library.name in names
    assert names == sorted(names)


ROLES = {
    "viewer": (200, 403, 403, 403),
    "editor": (200, 202, 403, 403),
    "modeler": (200, 202, 202, 403),
    "owner": (200, 202, 202, 202),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_it_may(stand: Stand, library: Library, role: str) -> None:
    granted = library.owner.put(f"{library.path}/grants/kim-{role}", {"role": role}, headers=WAIT)
    kim = stand.client(f"kim-{role}")

    tried = (
        kim.get(f"{library.instances}?class=Author"),
        kim.post(library.instances, {"class": "Author", "data": {"name": "x"}}),
        kim.post(f"{library.path}/ontology", {**AUTHOR, "name": f"Extra{role}"}),
        kim.put(f"{library.path}/grants/other", {"role": "viewer"}),
    )

    assert granted.status in (200, 201)
    assert tuple(answer.status for answer in tried) == ROLES[role], tried
    assert kim.get("/me").data["roles"] == {library.name: role}


def test_a_grant_that_is_taken_back_is_gone(stand: Stand, library: Library) -> None:
    library.owner.put(f"{library.path}/grants/park", {"role": "viewer"}, headers=WAIT)
    assert "park" in [row["subject"] for row in library.owner.get(f"{library.path}/grants").data]

    library.owner.delete(f"{library.path}/grants/park", headers=WAIT)

    assert stand.client("park").get(f"{library.instances}?class=Author").codes == ["forbidden"]


def test_another_database_is_another_world(stand: Stand, make_library: Callable[[], Library]) -> None:
    mine, theirs = make_library(), make_library()
    mine.owner.put(f"{mine.path}/grants/choi", {"role": "owner"}, headers=WAIT)
    theirs.book("secret", title="비밀")

    choi = stand.client("choi")

    assert choi.get(f"{theirs.instances}/Book/secret").status == 403
    assert choi.get(f"{mine.instances}/Book/secret").status == 404


def test_an_ontology_is_changed_and_its_past_is_read(library: Library) -> None:
    before = library.owner.get(f"{library.path}/ontology")
    patch = {"properties": [{"name": "born", "type": "xsd:date"}]}
    body = {"changes": [{"op": "rename", "class": "Author", "property": "name", "to": "full_name"}], "message": "이름"}
    renamed = library.owner.post(f"{library.path}/ontology/changes", body, headers=WAIT)
    now = library.owner.get(f"{library.path}/ontology/Author")
    then = library.owner.get(f"{library.path}/ontology/Author?at={before.tag.strip(chr(34))}")

    assert renamed.status == 200, (renamed, patch)
    assert [each["name"] for each in now.data["properties"]] == ["full_name"]
    assert [each["name"] for each in then.data["properties"]] == ["name"]
    assert now.data["properties"][0]["id"] == then.data["properties"][0]["id"]
    assert library.owner.get(f"{library.path}/commits").data[0]["message"] == "이름"


def test_a_class_that_asks_for_what_there_is_not_is_refused(library: Library) -> None:
    personal = {
        "name": "P",
        "properties": [{"name": "mails", "type": "ARRAY", "items": {"type": "EMAIL", "personal": True}}],
    }
    dry = library.owner.post(f"{library.path}/ontology/check", {"changes": [{"op": "create", "class": personal}]})

    assert library.owner.post(f"{library.path}/ontology", personal, headers=WAIT).codes == ["not_supported"]
    assert dry.status == 200


def test_a_breaking_change_is_refused_with_its_reason(library: Library) -> None:
    library.book("b1", title="x")

    properties = library.owner.get(f"{library.path}/ontology/Book").data["properties"]
    narrower = [{**each, "type": "xsd:integer"} if each["name"] == "title" else each for each in properties]

    broken = library.owner.patch(f"{library.path}/ontology/Book", {"properties": narrower}, headers=WAIT)

    assert (broken.status, "breaking_change" in broken.codes) == (422, True), broken


def test_figures_count_instances_and_writes(library: Library) -> None:
    batch = library.books([{"isbn": f"f{number}"} for number in range(7)])
    gone = library.owner.delete(f"{library.instances}/Book/f0", headers=WAIT)
    library.owner.get(f"{library.instances}?class=Book&after={gone.data['command_id']}", headers=WAIT)

    figures = _until(lambda: library.owner.get(f"{library.path}/metrics"), lambda told: told["classes"] == {"Book": 6})

    assert batch
    assert sum(row["count"] for row in figures["writes"]) == 8
    assert {row["actor"] for row in figures["writes"]} == {"boss"}


def test_the_platform_tells_how_it_is(stand: Stand, admin: Client) -> None:
    nobody = stand.anyone()

    ready = admin.get("/health/ready")

    assert nobody.get("/health").status == 200
    assert nobody.get("/health/ready").data == {"ready": True}
    assert set(ready.data["services"]) >= {"postgres", "s3", "redis"}
    assert all(service["state"] == "up" for service in ready.data["services"].values())
    assert {row["name"] for row in admin.get("/admin/projections").data} == {"search", "cache", "metrics"}
    assert set(admin.get("/admin/relay").data) == {"waiting", "oldest_at"}
    assert admin.get("/admin/cache").status == 200


def test_types_are_listed_with_examples(admin: Client) -> None:
    types = {row["name"]: row for row in admin.get("/types").data}

    assert {"xsd:string", "xsd:decimal", "xsd:integer", "ENUM", "EMAIL", "MONEY", "ARRAY", "COORDINATE"} <= set(types)


def test_the_documents_describe_the_api(stand: Stand, library: Library) -> None:
    whole = stand.anyone().get("/openapi.json")
    typed = library.owner.get(f"{library.path}/openapi.json")
    docs = stand.anyone().get("/docs")

    assert whole.json["openapi"].startswith("3.")
    assert "Book" in typed.body.decode()
    assert docs.headers["content-type"].startswith("text/html")


def _until(ask: Callable[[], Answer], holds: Callable[[Any], bool]) -> Any:
    for _ in range(50):
        told: Any = ask().data
        if holds(told):
            return told
        time.sleep(0.2)
    return told

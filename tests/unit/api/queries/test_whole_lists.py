"""Lists that are whole: pages of them go on behind what was told last, whatever comes and goes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from spice.application.queries.commits import LOOKED_AT
from spice.domain.ontology.branches import Branch
from spice.ports.views import View
from tests.support.api_client import ApiClient, Issuer
from tests.support.query_world import CLASSES, DATABASE, START, World, a_world

LINKS = [{**CLASSES[0]["relationships"][0], "id": f"r-{name}", "name": name} for name in "badc"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(Issuer(tmp_path))


@pytest.fixture
def root(world: World) -> ApiClient:
    world.state.grant(DATABASE, "root", "owner", at=START, by="lee")
    return world.client("root")


def pages(client: ApiClient, url: str, name: str, between: Callable[[], None]) -> Iterator[list[Any]]:
    cursor: str | None = ""
    while cursor is not None:
        reply = client.get(f"{url}?limit=3" + (f"&cursor={cursor}" if cursor else ""))
        assert reply.status == 200, reply.body
        yield [row[name] for row in reply.data]
        cursor = reply.json["meta"].get("next_cursor")
        between()


def test_a_grant_that_goes_takes_no_other_out_of_the_list(world: World, root: ApiClient) -> None:
    for subject in "abcdefg":
        world.state.grant(DATABASE, subject, "viewer", at=START, by="lee")

    def revoke() -> None:
        world.state.grants[DATABASE].pop("a", None)

    assert [*pages(root, "/database/air/grants", "subject", revoke)] == [
        ["a", "b", "c"],
        ["d", "e", "f"],
        ["g", "kim", "lee"],
        ["root"],
    ]


def test_links_go_on_by_name_though_the_ontology_changed(world: World, root: ApiClient) -> None:
    world.define([{**CLASSES[0], "relationships": LINKS}, CLASSES[1], CLASSES[2]])
    world.flight("UA1")

    def define() -> None:
        world.define([{**CLASSES[0], "relationships": LINKS[:1] + LINKS[2:]}, CLASSES[1], CLASSES[2]])

    told = [*pages(root, "/database/air/instances/Flight/UA1/links", "relationship", define)]

    assert told == [["a", "b", "c"], ["d"]]


def test_branches_come_in_pages(world: World, root: ApiClient) -> None:
    def branch(name: str, *, deleted: bool = False) -> None:
        world.ontology.keep_branch(DATABASE, Branch(id=UUID(int=ord(name)), name=name, deleted=deleted))

    for name in "abcde":
        branch(name)

    told = [*pages(root, "/database/air/branches", "name", lambda: branch("a", deleted=True))]

    assert told == [["a", "b", "c"], ["d", "e", "main"]]


def test_views_come_in_pages(world: World, root: ApiClient) -> None:
    for n in range(5):
        view = View(
            id=UUID(int=n),
            owner="root",
            name=f"v{n}",
            shared=False,
            search={"class": "x"},
            created_at=START,
            updated_at=START,
        )
        world.views.keep(DATABASE, view, expected_version=0)

    def drop() -> None:
        if world.views.find(DATABASE, UUID(int=0)) is not None:
            world.views.drop(DATABASE, UUID(int=0), expected_version=1)

    assert [*pages(root, "/database/air/views", "name", drop)] == [["v0", "v1", "v2"], ["v3", "v4"]]


@pytest.mark.parametrize("path", ["history", "versions"])
def test_a_page_of_the_past_has_fifty(world: World, root: ApiClient, path: str) -> None:
    world.flight("UA1")
    for number in range(60):
        world.happen("Updated", "c-flight", "UA1", set={"p-delay": number})

    reply = root.get(f"/database/air/instances/Flight/UA1/{path}")

    assert (len(reply.data), reply.json["meta"]["total"]) == (50, 61)
    assert "next_cursor" in reply.json["meta"]


def test_the_document_says_how_many_suggestions_there_are(root: ApiClient) -> None:
    document = root.get("/openapi.json").json
    taken = document["paths"]["/api/v1/database/{db}/instances/suggest"]["get"]["parameters"]

    assert [each["schema"]["default"] for each in taken if each["name"] == "limit"] == [10]


def test_the_document_says_how_many_commits_a_page_looks_at(root: ApiClient) -> None:
    document = root.get("/openapi.json").json
    taken = document["paths"]["/api/v1/database/{db}/commits"]["get"]["parameters"]

    (limit,) = [each for each in taken if each["name"] == "limit"]
    assert f"looks at {LOOKED_AT} at most" in limit["description"]

"""Cursors that a client made up, on every route that takes one."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from spice.application.queries.cursor import Cursors
from spice.application.upkeep.importing.parts import Parts, Reject
from spice.domain.ontology.branches import Branch
from spice.domain.ontology.pulls.commands import PullRequestOpened
from spice.domain.ontology.pulls.evolve import evolve
from spice.domain.ontology.pulls.model import PullRequest
from spice.domain.webhooks.commands import WebhookRegistered
from spice.domain.webhooks.model import evolve as evolve_webhook
from spice.messages.codec import encode
from spice.messages.event import Position
from spice.messages.work import Import
from spice.ports.sheet_connections import SheetConnection
from spice.ports.sheet_credentials import SheetCredential
from spice.ports.views import View
from spice.ports.webhook_queue import Delivery
from tests.support.api_client import ApiClient, Issuer, Reply
from tests.support.query_world import CLASSES, DATABASE, START, World, a_world
from tests.unit.api.operations.test_platform import a_letter
from tests.unit.api.queries.test_commands import a_batch

OTHER = UUID(int=DATABASE.int + 1)
SIGNED = 16
BODY = "/database/air/instances/search"
LISTS = {
    "/database": "/database?limit=1",
    "/database/{db}/grants": "/database/air/grants?limit=1",
    "/database/{db}/branches": "/database/air/branches?limit=1",
    "/database/{db}/views": "/database/air/views?limit=1",
    "/database/{db}/webhooks": "/database/air/webhooks?limit=1",
    "/database/{db}/sheets/connections": "/database/air/sheets/connections?limit=1",
    "/database/{db}/sheets/credentials": "/database/air/sheets/credentials?limit=1",
    "/database/{db}/commits": "/database/air/commits?limit=1",
    "/database/{db}/pull-requests": "/database/air/pull-requests?limit=1",
    "/database/{db}/instances": "/database/air/instances?limit=1",
    "/database/{db}/instances/export": "/database/air/instances/export?format=ndjson&sort=title&limit=1",
    "/database/{db}/instances/search": BODY,
    "/database/{db}/instances/{class}/{id}/history": "/database/air/instances/Flight/UA1/history?limit=1",
    "/database/{db}/instances/{class}/{id}/versions": "/database/air/instances/Flight/UA1/versions?limit=1&order=desc",
    "/database/{db}/instances/{class}/{id}/links": "/database/air/instances/Flight/UA1/links?limit=1",
    "/database/{db}/instances/{class}/{id}/related": "/database/air/instances/Flight/UA1/related?path=via&limit=1",
    "/database/{db}/events": "/database/air/events?limit=1",
    "/database/{db}/audit": "/database/air/audit?limit=1",
    "/database/{db}/imports": "/database/air/imports?limit=1",
    "/database/{db}/imports/{id}/rejects": f"/database/air/imports/{UUID(int=1)}/rejects?limit=1",
    "/database/{db}/webhooks/{id}/deliveries": f"/database/air/webhooks/{UUID(int=1)}/deliveries?limit=1",
    "/commands": "/commands?limit=1",
    "/database/{db}/batches/{batch_id}": "/database/air/batches/{batch}?limit=1",
    "/admin/dead-letters": "/admin/dead-letters?limit=1",
    "/admin/dead-letters/groups": "/admin/dead-letters/groups?limit=1",
    "/types": "/types?limit=1",
}
"""Each list, asked for a page of one."""
VIA = {"id": "r-via", "name": "via", "target": "Flight", "cardinality": "many_to_many"}
LINKED = {**CLASSES[0], "relationships": [{**VIA, "on_missing": "allow", "on_delete": "detach"}]}
OF_ONE = ("/history", "/versions", "/links", "/related", "{batch_id}", "/rejects", "/deliveries")
"""Lists of something that another database does not have at all."""
PLACES = [b"[]", b"{}", b"0", b"-1", b"1e999", b"null", b'"\\u0000"', b'["a\\u0000",null]', b"9" * 5000, b"\0", b"{"]


class Lists:
    """Every list of a platform that has two of everything, and where its second page begins."""

    def __init__(self, world: World) -> None:
        self.world, self.batch = world, a_batch(world, ["FAILED", "FAILED"])
        self.client: ApiClient = world.whole("root", roles=["admin"])
        self.own = {name: self._second(self.ask(name)) for name in LISTS}

    def ask(self, name: str, cursor: str | None = None, *, database: str = "air") -> Reply:
        """Ask for a page."""
        url = LISTS[name].replace("{batch}", str(self.batch)).replace("/air", f"/{database}")
        if name.endswith("/search"):
            return self.client.post(url, {"class": "Flight", "limit": 1, "cursor": cursor})
        return self.client.get(url if cursor is None else f"{url}&cursor={quote(cursor)}")

    def _second(self, reply: Reply) -> str:
        assert reply.status == 200, reply.body
        return str(reply.headers.get("X-Next-Cursor") or reply.json["meta"]["next_cursor"])


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    world = a_world(Issuer(Path(tmp_path_factory.mktemp("keys"))))
    world.database("sea", OTHER)
    for database in (DATABASE, OTHER):
        world.state.grant(database, "root", "owner", at=START, by="lee")
        world.define([LINKED], uuid=database)
        for number in (1, 2):
            kept_beside(world, database, number)
    for number in (1, 2, 3):
        world.flight(f"UA{number}")
        world.letters.park(replace(a_letter(number), error=f"Error{number}"))
        world.state.pulls[DATABASE, number] = a_pull(number)
        an_import(world, UUID(int=number))
    a_webhook(world, UUID(int=1))
    world.happen("Updated", "c-flight", "UA1", set={"p-name": "two", "r-via": ["UA2", "UA3"]})
    return Lists(world)


def kept_beside(world: World, database: UUID, number: int) -> None:
    """Have another branch, view, webhook, credential and connection."""
    head, name, id_ = world.ontology.head(database), f"n{number}", UUID(int=10 * number)
    world.ontology.keep_branch(database, Branch(id=id_, name=name, head=head))
    view = View(
        id=id_, owner="root", name=name, shared=True, search={"class": "Flight"}, created_at=START, updated_at=START
    )
    world.views.keep(database, view, expected_version=0)
    told = WebhookRegistered(id=id_, url="https://partner.example/", events=["*"], secret="sealed")
    world.state.webhooks[database, id_] = evolve_webhook(None, told, actor="root", at=START)
    world.sheet_credentials.keep(
        SheetCredential(
            database=database, name=name, kind="key", account="a", sealed="", created_by="root", created_at=START
        )
    )
    wanted = {"source": {"file": "f"}, "class_id": "c-flight", "mapping": [], "actor": "root"}
    world.sheet_connections.keep(
        SheetConnection(
            database=database,
            name=name,
            wanted=encode({**wanted, "correlation_id": "x"}),
            every_minutes=60,
            created_by="root",
            created_at=START,
        )
    )


def an_import(world: World, import_id: UUID) -> None:
    """Have an import that has ended, with two rejects."""
    wanted = {"source": {"file": "f"}, "class_id": "c-flight", "mapping": [], "actor": "root", "correlation_id": "x"}
    world.jobs.request(import_id, Import(DATABASE), {"wanted": wanted, "progress": {"staged": 1, "settled": 1}})
    told = [Reject(row, None, None, "wrong_type", "it is none") for row in (1, 2)]
    Parts(world.import_files, import_id).keep_rejects(0, told)


def a_webhook(world: World, webhook: UUID) -> None:
    """Have a webhook that is still to be told of two events."""
    told = WebhookRegistered(id=webhook, url="https://partner.example/", events=["*"], secret="sealed")
    world.state.webhooks[DATABASE, webhook] = evolve_webhook(None, told, actor="root", at=START)
    for number in (1, 2):
        position = Position(generation=1, shard="instance-0000", sequence=1, n=number)
        world.deliveries.put(
            webhook,
            Delivery(
                event_id=UUID(int=number), type="InstanceCreated", key="k", at=START, position=position, payload=b"{}"
            ),
        )


def a_pull(number: int) -> PullRequest:
    told = PullRequestOpened(
        number=number, source="try", source_id=OTHER, target="main", target_id=DATABASE, title=f"t{number}"
    )
    return evolve(None, told, actor="kim", at=START)


def test_every_route_that_takes_a_cursor_is_asked(lists: Lists) -> None:
    paths = json.loads(lists.client.get("/openapi.json").body)["paths"]
    taking = {path.removeprefix("/api/v1") for path, methods in paths.items() if "cursor" in _parameters(methods)}

    assert taking | {"/database/{db}/instances/search"} == LISTS.keys()


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_of_its_own_goes_on(lists: Lists, name: str) -> None:
    assert lists.ask(name, lists.own[name]).status == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_that_was_made_up_is_refused(lists: Lists, name: str) -> None:
    made = dict.fromkeys(crafted(lists.own[name]))

    assert {each: _told(lists.ask(name, each)) for each in made} == dict.fromkeys(made, (400, ["invalid_cursor"]))


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_of_another_list_is_refused(lists: Lists, name: str) -> None:
    others = {other: cursor for other, cursor in lists.own.items() if other != name}

    told = {other: _told(lists.ask(name, cursor)) for other, cursor in others.items()}

    assert told == dict.fromkeys(others, (400, ["invalid_cursor"]))


@pytest.mark.parametrize("name", [name for name in LISTS if "{db}" in name and not name.endswith(OF_ONE)])
def test_a_cursor_of_another_database_is_refused(lists: Lists, name: str) -> None:
    assert _told(lists.ask(name, lists.own[name], database="sea")) == (400, ["invalid_cursor"])


def crafted(cursor: str) -> Iterator[str]:
    """Change a cursor of ours in every way: unsigned, cut, of other types, signed by somebody else."""
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    signature, place = raw[:SIGNED], raw[SIGNED:]
    yield from (cursor[:-1], cursor[: len(cursor) // 2], cursor + "A", cursor + "\0", "\0", "é", "%00", "A" * 60_000)
    yield from (_text(raw[:length]) for length in (1, SIGNED - 1, SIGNED, len(raw) - 1))
    yield _text(place)
    for other in (*PLACES, place + b" ", place.swapcase() + b"\0"):
        yield from (_text(other), _text(signature + other), _text(bytes(SIGNED) + other))
    yield Cursors(lambda: b"somebody else's".ljust(32)).write("", json.loads(place))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _told(reply: Reply) -> tuple[int, list[str]]:
    return reply.status, reply.codes


def _parameters(methods: Any) -> set[str]:
    return {each.get("name") for method in methods.values() for each in method.get("parameters", ())}

"""Canaries go in through every door; then every store is looked through, and must hold what is not personal."""

import csv
import hashlib
import io
import json
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import zstandard

from spice.adapters.memory.http_sender import MemoryHttpSender
from spice.adapters.memory.uploads import MemoryUploads
from spice.ports.http_sender import Sent
from tests.erasure.probe import held, hits, spellings, unpacked
from tests.erasure.world import INSTANCES, MAIL, NAME, OPEN, PEOPLE, PERSONAL, PHONE, WORD, People, people
from tests.flow.conftest import DEADLY, DeadlyLog, Killed
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_platform

STATE = ("outbox", "keys", "batches", "topics", "recorded", "instances", "events", "commands", "parked", "webhook_rows")
"""Tables of the twins that commands, events and their outcomes lie in."""
PARTNER = "https://partner.example/"
ROW = {"number": "r1", "team": OPEN, "mail": MAIL, "phone": PHONE, "age": 20, "notes": [WORD, NAME]}


def fill(world: People) -> None:
    """Send canaries through every door: those that are taken, those that are refused, those that wait."""
    client = world.client
    sender = world.platform.ports.sender
    assert isinstance(sender, MemoryHttpSender)
    sender.partners[PARTNER] = lambda url, headers, body: Sent(status=204)
    client.post(f"{PEOPLE}/webhooks", {"url": PARTNER, "events": ["*"]})
    world.platform.settle()
    world.kim()
    world.put("Person", OPEN, number=OPEN)
    world.put("Visit", "1", place=OPEN, who="kim", remark=WORD)
    keyed = {"Idempotency-Key": f"key-{OPEN}"}
    client.post(INSTANCES, {"class": "Person", "data": {**ROW, "number": "a"}, "reason": OPEN}, headers=keyed)
    client.post(INSTANCES, {"class": "Person", "data": {**ROW, "number": "a"}, "reason": OPEN})
    client.post(INSTANCES, {"class": "Person", "data": {"number": "b", "mail": WORD, "age": 3, "notes": NAME}})
    client.patch(f"{INSTANCES}/Person/kim", {"data": {"mail": MAIL, "notes": [NAME]}}, headers={"If-Match": '"1"'})
    lines = [
        {"class": OPEN},
        {"data": ROW},
        {"data": {**ROW, "mail": WORD}},
        {"data": WORD},
        {"op": "update", "id": "no", "data": ROW},
    ]
    client.post(f"{INSTANCES}/bulk", {"class": "Person", "instances": lines, "reason": OPEN})
    client.post(f"{INSTANCES}/bulk?dry_run=true", {"class": "Person", "instances": lines})
    client.put(f"{INSTANCES}/Person/d?dry_run=true", {"data": {**ROW, "number": "d"}})
    world.platform.settle()
    client.post(f"{INSTANCES}/Person/kim/restore", {"version": 1, "reason": OPEN})
    world.platform.settle()
    bring(world)
    look(world)
    world.platform.maintain()


def bring(world: People) -> None:
    """Import a file with good rows and bad ones."""
    text = io.StringIO()
    csv.writer(text).writerows(
        [("number", "team", "mail", "phone"), ("i1", OPEN, MAIL, PHONE), ("i2", OPEN, WORD, PHONE)]
    )
    uploads, body = world.platform.ports.uploads, text.getvalue().encode()
    told = world.client.post("/uploads", {"filename": "p.csv", "size": len(body), "content_type": "text/csv"})
    assert isinstance(uploads, MemoryUploads)
    uploads.put(told.data["url"], body, "text/csv")
    mapping = {name: name for name in ("number", "team", "mail", "phone")}
    asked = {"source": {"upload_id": told.data["upload_id"]}, "class": "Person", "mapping": mapping, "on_error": "skip"}
    begun = world.client.post(f"{PEOPLE}/imports", asked)
    assert begun.status == 202, begun.body
    for _ in range(6):
        world.platform.bring_in()
        world.platform.settle()
    ended = world.client.get(begun.headers["Location"].removeprefix("/api/v1")).data
    assert (ended["succeeded"], ended["rejected"]) == (1, 1), ended
    rejects = world.client.get(begun.headers["Location"].removeprefix("/api/v1") + "/rejects").body
    assert not hits(rejects, PERSONAL)


def look(world: People) -> None:
    """Read at every door that fills a cache."""
    for query in (f"filter=team:eq:{OPEN}", f"q={OPEN}", "facet=team", "expand=friend"):
        assert world.client.get(f"{INSTANCES}?class=Person&{query}").status == 200
    for path in ("/Person/kim", "/Person/kim/history", "/Person/kim/lineage", "/Visit/1"):
        assert MAIL in world.client.get(INSTANCES + path).body.decode() or path == "/Visit/1"


def stores(world: People) -> dict[str, bytes]:
    """Everything that any store of the twins holds."""
    ports: Any = world.platform.ports
    state = vars(ports.subject_keys)["_state"]
    found = {name: held(getattr(state, name)) for name in STATE}
    found |= {"log": held(vars(ports.log)), "search": held(vars(ports.search)), "cache": held(vars(ports.cache))}
    return found | {"jobs": held(vars(ports.jobs)), "partners": held(ports.sender.sent)}


def test_what_is_under_way_and_what_is_parked_holds_nothing_personal(now: Clock, issuer: Issuer) -> None:
    """Commands as they lie in the outbox, on the bus, and where one waits that ended its worker again and again."""
    world = people(memory_platform(now, issuer, around=lambda ports: replace(ports, log=DeadlyLog())))
    state: Any = vars(world.platform.ports.subject_keys)["_state"]
    asked = {"class": "Person", "data": {**ROW, "number": OPEN, "team": DEADLY}, "reason": OPEN}
    assert world.client.post(INSTANCES, asked).status == 202
    seen = {"outbox": held(state.outbox)}
    world.platform.relay()
    seen["topics"] = held(state.topics)
    for _ in range(12):
        with suppress(Killed):
            world.platform.settle(but=("dead-letters",))
    seen["parked"] = held(state.parked)

    found = {place: hits(body, (*PERSONAL, OPEN)) for place, body in seen.items()}

    assert {place: [each for each in some if not each.startswith(OPEN)] for place, some in found.items()} == {
        place: [] for place in seen
    }
    assert all(found.values()), found


BLIND = {"outbox", "parked", "webhook_rows", "topics", "process logs"}
"""Places that are empty when everything is done, or hold only names: nothing can be expected of them."""


def test_no_store_holds_what_is_personal(world: People, capfd: pytest.CaptureFixture[str]) -> None:
    fill(world)

    held_there = stores(world) | {"process logs": "".join(capfd.readouterr()).encode()}
    told = {name: hits(body, (*PERSONAL, OPEN)) for name, body in held_there.items()}
    found = {name: [each for each in some if not each.startswith(OPEN)] for name, some in told.items()}

    assert found == {name: [] for name in told}
    assert {name for name, some in told.items() if not some} <= BLIND


def test_nobody_can_try_values_out_on_the_log(world: People) -> None:
    """A digest of a request in which one value is unknown tells that value to whoever tries all."""
    bodies = []
    for number in range(2):
        asked = {"class": "Person", "data": {"number": f"n{number}", "mail": MAIL}}
        world.client.post(INSTANCES, asked, headers={"Idempotency-Key": f"k{number}"})
        bodies.append(asked)
    world.platform.settle()
    state = vars(world.platform.ports.subject_keys)["_state"]
    prints = {key.fingerprint for key, _, _ in state.keys.values()}
    log = held(vars(world.platform.ports.log))

    assert len(prints) == 2
    assert all(hits(log, [each]) for each in prints)
    assert not [each for each in plain_digests(bodies) if hits(log, [each]) or each in prints]


def plain_digests(bodies: list[dict[str, Any]]) -> set[str]:
    """What the digests would be without a key."""
    head = f"POST /api/v1{INSTANCES}?\n".encode()
    return {hashlib.sha256(head + json.dumps(body, ensure_ascii=False).encode()).hexdigest() for body in bodies}


@pytest.mark.parametrize("form", spellings(MAIL))
def test_the_probe_sees_each_spelling(form: str) -> None:
    text = spellings(MAIL)[form]
    packed = zstandard.ZstdCompressor().compress(b"x" * 100 + text + b"y" * 50)
    twice = zlib.compressobj(wbits=31)

    assert hits(b"before" + text + b"after", [MAIL])
    assert hits(b"noise" + packed + b"noise", [MAIL])
    assert hits(twice.compress(packed) + twice.flush(), [MAIL])
    assert not hits(b"nothing of it", [MAIL])
    assert not list(unpacked(b"nothing packed"))

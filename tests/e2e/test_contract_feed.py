"""What happened: the change feed, the audit, commands."""

import threading
import time
from typing import Any

import pytest

from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT, Answer
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]


def test_the_feed_goes_on_where_its_cursor_stands(library: Library) -> None:
    start = _end_of_feed(library)
    library.book("a", title="하나")
    library.book("b")

    first = library.owner.get(f"{library.path}/events?class=Book&limit=1&cursor={start}")
    second = library.owner.get(f"{library.path}/events?class=Book&cursor={first.meta['next_cursor']}")

    told = [event["id"] for event in (*first.data, *second.data)]
    assert sorted(told) == ["a", "b"]
    assert library.owner.get(f"{library.path}/events?class=Book&cursor={second.meta['next_cursor']}").data == []


def test_who_waits_for_the_next_event_gets_it(library: Library) -> None:
    start, got = _end_of_feed(library), list[Answer]()

    def wait() -> None:
        got.append(library.owner.get(f"{library.path}/events?class=Book&cursor={start}", headers={"Prefer": "wait=20"}))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.5)
    library.owner.post(library.instances, {"class": "Book", "data": {"isbn": "late"}})
    waiting.join()

    assert [event["id"] for event in got[0].data] == ["late"]


def test_who_loses_the_role_while_waiting_is_told_nothing(stand: Stand, library: Library) -> None:
    library.owner.put(f"{library.path}/grants/spy", {"role": "viewer"}, headers=WAIT)
    spy, got = stand.client("spy"), list[Answer]()
    url = f"{library.path}/events?class=Book&cursor={_end_of_feed(library)}"
    waiting = threading.Thread(target=lambda: got.append(spy.get(url, headers={"Prefer": "wait=20"})))
    waiting.start()
    time.sleep(1)

    library.owner.delete(f"{library.path}/grants/spy", headers=WAIT)
    library.book("secret")
    waiting.join()

    assert (got[0].status, got[0].codes) == (403, ["forbidden"]), got[0]
    assert b"secret" not in got[0].body


def test_the_audit_tells_who_did_what(stand: Stand, library: Library) -> None:
    library.owner.put(f"{library.path}/grants/lee", {"role": "editor"}, headers=WAIT)
    lee = stand.client("lee")
    lee.post(library.instances, {"class": "Author", "id": "x", "data": {"name": "이"}}, headers=WAIT)
    library.book("a")

    by_lee = list(library.owner.pages(f"{library.path}/audit?actor=lee"))
    created = list(library.owner.pages(f"{library.path}/audit?type=InstanceCreated"))

    assert [entry["actor"] for entry in by_lee] == ["lee"]
    assert {entry["actor"] for entry in created} == {"lee", "boss"}


def test_commands_are_listed_to_those_who_may_see_them(stand: Stand, library: Library) -> None:
    library.owner.put(f"{library.path}/grants/choi", {"role": "editor"}, headers=WAIT)
    choi = stand.client("choi")
    mine = choi.post(library.instances, {"class": "Author", "data": {"name": "최"}}, headers=WAIT).data["command_id"]
    theirs = library.book("a").data["command_id"]

    assert [row["command_id"] for row in choi.get(f"/commands?database={library.name}").data] == [mine]
    assert choi.get(f"/commands/{mine}").data["state"] == "COMPLETED"
    assert choi.get(f"/commands/{theirs}").status == 404
    listed = library.owner.get(f"/commands?database={library.name}&state=COMPLETED&actor=choi").data
    assert [row["command_id"] for row in listed] == [mine]


def test_a_refusal_by_the_worker_is_told_by_its_command(library: Library) -> None:
    library.book("a")
    raced = [
        library.owner.post(library.instances, {"class": "Author", "id": "same", "data": {"name": str(n)}})
        for n in range(3)
    ]

    ended = [_ended(library, answer.data["command_id"]) for answer in raced if answer.status == 202]

    assert [each["state"] for each in ended].count("COMPLETED") == 1
    for failed in (each for each in ended if each["state"] == "FAILED"):
        assert failed["errors"][0]["code"] == "already_exists"


def _ended(library: Library, command_id: str) -> Any:
    for _ in range(100):
        told = library.owner.get(f"/commands/{command_id}").data
        if told["state"] not in ("PENDING", "RUNNING"):
            return told
        time.sleep(0.1)
    return told


def _end_of_feed(library: Library) -> str:
    answer = library.owner.get(f"{library.path}/events?class=Book&limit=1000")
    while answer.data:
        answer = library.owner.get(f"{library.path}/events?class=Book&limit=1000&cursor={answer.meta['next_cursor']}")
    return str(answer.meta["next_cursor"])

"""One instance through its life: written, read as it was, restored."""

import time
from decimal import Decimal
from urllib.parse import quote

import pytest

from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]


def test_an_instance_is_stored_exactly(library: Library) -> None:
    data = {
        "isbn": "978-89-364-3412-0",
        "title": '채식주의자 <em>&amp;</em> "The Vegetarian" \U0001f4d6',
        "pages": 2**80,
        "tags": ["소설", "novel", ""],
        "more": {"깊이": {"a": [1, True, {"b": "c"}]}},
        "published": "2007-10-30T00:00:00Z",
    }

    made = library.owner.post(library.instances, {"class": "Book", "data": data}, headers=WAIT)
    assert made.status == 201, made
    read = library.owner.get(f"{library.instances}/Book/{made.result['id']}")

    assert read.data["data"] == data
    assert (read.data["class"], read.data["version"], read.tag) == ("Book", 1, '"1"')
    assert read.data["updated_by"] == "boss"
    assert read.data["created_at"].endswith("Z")


def test_numbers_keep_all_their_digits(library: Library) -> None:
    number = "12345678901234567890.12345678901234567890123456789"
    body = f'{{"class": "Book", "data": {{"isbn": "exact", "price": {number}, "pages": 9007199254740993}}}}'

    made = library.owner.post(library.instances, raw=body.encode(), headers=WAIT)
    read = library.owner.get(f"{library.instances}/Book/exact")
    after = f"after={made.data['command_id']}"
    found = library.owner.get(f"{library.instances}?class=Book&filter=pages:eq:9007199254740993&{after}", headers=WAIT)
    near = library.owner.get(f"{library.instances}?class=Book&filter=pages:eq:9007199254740992")

    assert made.status == 201, made
    assert read.data["data"]["price"] == Decimal(number)
    assert number in read.body.decode()
    assert read.data["data"]["pages"] == 9007199254740993
    assert ([hit["id"] for hit in found.data], near.data) == (["exact"], [])


@pytest.mark.parametrize("text", ["C# developer", "order #12; DROP TABLE books;--", "a/b?c%d\\e~f=g", "  space  ", "é"])
def test_ordinary_text_is_ordinary(library: Library, text: str) -> None:
    made = library.owner.post(library.instances, {"class": "Book", "data": {"isbn": text, "title": text}}, headers=WAIT)
    read = library.owner.get(made.headers["location"].removeprefix("/api/v1"))
    question = f"filter=title:eq:{quote(text, safe='')}&after={made.data['command_id']}"
    found = library.owner.get(f"{library.instances}?class=Book&{question}", headers=WAIT)

    assert made.status == 201, made
    assert read.data["data"] == {"isbn": text, "title": text}
    assert [hit["id"] for hit in found.data] == [made.result["id"]]


def test_an_instance_is_replaced_patched_and_left_alone(library: Library) -> None:
    path = f"{library.instances}/Book/b1"
    library.book("b1", title="a", pages=1)

    patched = library.owner.patch(path, {"data": {"title": None, "pages": 2}}, headers=WAIT)
    same = library.owner.patch(path, {"data": {"pages": 2}}, headers=WAIT)
    replaced = library.owner.put(path, {"data": {"isbn": "b1", "title": "b"}, "reason": "새로"}, headers=WAIT)

    assert (patched.status, patched.result["data"]) == (200, {"isbn": "b1", "pages": 2})
    assert (same.result["changed"], same.result["version"]) == (False, 2)
    assert (replaced.status, replaced.result["data"], replaced.tag) == (200, {"isbn": "b1", "title": "b"}, '"3"')


def test_a_key_never_changes(library: Library) -> None:
    library.book("b1")

    changed = library.owner.patch(f"{library.instances}/Book/b1", {"data": {"isbn": "b2"}}, headers=WAIT)

    assert (changed.status, changed.codes) == (422, ["key_immutable"])


def test_an_id_is_taken_once(library: Library) -> None:
    library.book("b1")

    again = library.owner.post(library.instances, {"class": "Book", "data": {"isbn": "b1"}}, headers=WAIT)

    assert (again.status, again.codes) == (409, ["already_exists"])


def test_every_broken_rule_is_told_at_once(library: Library) -> None:
    data = {"isbn": 7, "titel": "x", "pages": 0, "tags": ["a", "b", "c", "d"], "price": "a lot"}

    refused = library.owner.post(library.instances, {"class": "Book", "data": data}, headers=WAIT)

    assert refused.status == 422
    told = {error["path"]: error["code"] for error in refused.json["errors"]}
    assert told == {
        "/data/isbn": "wrong_type",
        "/data/titel": "unknown_property",
        "/data/pages": "constraint_violated",
        "/data/tags": "constraint_violated",
        "/data/price": "wrong_type",
    }
    assert "title" in next(error["hint"] for error in refused.json["errors"] if error["code"] == "unknown_property")


def test_the_past_is_read(library: Library) -> None:
    path = f"{library.instances}/Book/b1"
    library.book("b1", title="하나")
    time.sleep(0.01)
    between = library.owner.patch(path, {"data": {"title": "둘"}, "reason": "고침"}, headers=WAIT).result["updated_at"]
    library.owner.patch(path, {"data": {"title": "셋"}}, headers=WAIT)

    history = library.owner.get(f"{path}/history").data
    changes = library.owner.get(f"{path}/changes?from={between}").data
    lineage = library.owner.get(f"{path}/lineage").data

    assert library.owner.get(f"{path}?version=1").data["data"]["title"] == "하나"
    assert library.owner.get(f"{path}?at={between}").data["data"]["title"] == "둘"
    assert [event["type"] for event in history] == ["InstanceCreated", "InstanceUpdated", "InstanceUpdated"]
    assert [event["version"] for event in history] == [1, 2, 3]
    assert history[1]["changes"] == [{"path": "/title", "before": "하나", "after": "둘"}]
    assert (history[1]["reason"], history[1]["actor"]) == ("고침", "boss")
    assert {"event_id", "at", "command_id", "correlation_id", "ontology_commit"} <= set(history[0])
    assert changes, changes
    assert lineage["total_changes"] == 3
    assert [entry["after"] for entry in lineage["properties"]["title"]] == ["하나", "둘", "셋"]
    assert lineage["contributors"]


def test_before_its_time_there_is_nothing(library: Library) -> None:
    library.book("b1")

    assert library.owner.get(f"{library.instances}/Book/b1?at=2001-01-01T00:00:00Z").status == 404
    assert library.owner.get(f"{library.instances}/Book/b1?version=2").status == 404


def test_what_is_deleted_is_gone_but_not_forgotten(library: Library) -> None:
    path = f"{library.instances}/Book/b1"
    library.book("b1", title="하나")

    deleted = library.owner.delete(path, {"reason": "잃어버림"}, headers=WAIT)
    gone = library.owner.get(path)
    past = library.owner.get(f"{path}?version=1")
    history = library.owner.get(f"{path}/history").data
    restored = library.owner.post(f"{path}/restore", {"version": 1, "reason": "찾음"}, headers=WAIT)

    assert deleted.status == 200, deleted
    assert (gone.status, past.data["data"]["title"]) == (404, "하나")
    assert (history[-1]["type"], history[-1]["reason"]) == ("InstanceDeleted", "잃어버림")
    assert restored.status in (200, 201), restored
    assert library.owner.get(path).data["version"] == 3
    assert library.owner.get(path).data["data"] == {"isbn": "b1", "title": "하나"}


def test_what_is_created_again_goes_on_counting(library: Library) -> None:
    library.book("b1")
    library.owner.delete(f"{library.instances}/Book/b1?reason=x", headers=WAIT)

    assert library.book("b1").result["version"] == 3


def test_what_is_referred_to_is_not_deleted(library: Library) -> None:
    library.owner.put(f"{library.instances}/Author/han", {"data": {"name": "한강"}}, headers=WAIT)
    library.book("b1", author="han")

    refused = library.owner.delete(f"{library.instances}/Author/han", headers=WAIT)

    assert (refused.status, refused.codes) == (409, ["referenced"])
    assert library.owner.get(f"{library.instances}/Book/b1").data["data"]["author"] == "han"


def test_without_a_key_there_is_an_id_all_the_same(library: Library) -> None:
    made = library.owner.post(library.instances, {"class": "Author", "data": {"name": "x"}}, headers=WAIT)

    assert len(made.result["id"]) == 36


def test_a_reason_and_a_time_of_its_own_are_kept(library: Library) -> None:
    body = {"class": "Author", "id": "a", "data": {"name": "x"}, "reason": "왜", "occurred_at": "2020-01-02T03:04:05Z"}
    library.owner.post(library.instances, body, headers=WAIT)

    event = library.owner.get(f"{library.instances}/Author/a/history").data[0]

    assert event["reason"] == "왜"

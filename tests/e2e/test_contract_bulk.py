"""Many instances in one request."""

import json
from uuid import uuid4

import pytest

from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT, json_of

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]
LINES = "application/x-ndjson"


def lines(*rows: dict[str, object]) -> bytes:
    """Write lines."""
    return b"\n".join(map(json_of, rows))


def test_a_dry_run_tells_what_the_run_would_refuse(library: Library) -> None:
    library.owner.post(library.instances, {"class": "Book", "data": {"isbn": "there"}}, headers=WAIT)
    body = lines(
        {"class": "Book", "data": {"isbn": "there"}},
        {"op": "update", "class": "Book", "id": "nobody", "data": {"title": "x"}},
        {"op": "delete", "class": "Book", "id": "nobody"},
        {"class": "Book", "data": {"isbn": "new"}},
        {"class": "Book", "data": {"isbn": "new"}},
        {"op": "update", "class": "Book", "id": "there", "data": {"title": "x"}, "if_version": 2},
        {"op": "delete", "class": "Book", "id": "there", "if_version": 1},
        {"op": "update", "class": "Book", "id": "there", "data": {"title": "x"}},
    )

    told = library.owner.post(f"{library.instances}/bulk?dry_run=true", raw=body, media=LINES)

    refused = [(row["line"], row["errors"][0]["code"]) for row in told.data["failures"]]
    assert refused == [
        (1, "already_exists"),
        (2, "not_found"),
        (3, "not_found"),
        (5, "already_exists"),
        (6, "version_conflict"),
        (8, "not_found"),
    ]
    assert library.owner.get(f"{library.instances}/Book/new").status == 404


def test_lines_of_every_kind_are_carried_out_in_order(library: Library) -> None:
    body = lines(
        {"class": "Book", "data": {"isbn": "a", "title": "하나"}},
        {"op": "update", "class": "Book", "id": "a", "data": {"title": "둘"}, "if_version": 1},
        {"op": "upsert", "class": "Book", "id": "b", "data": {"isbn": "b"}},
        {"op": "delete", "class": "Book", "id": "a", "reason": "지움"},
        {"op": "update", "class": "Book", "id": "nobody", "data": {"title": "x"}},
    )

    sent = library.owner.post(f"{library.instances}/bulk", raw=body, media=LINES)
    ended = library.owner.batch(library.name, sent.data["batch_id"])

    assert (sent.status, sent.data["accepted"], sent.data["rejected"]) == (202, 5, [])
    assert sent.headers["location"] == f"/api/v1{library.path}/batches/{sent.data['batch_id']}"
    assert (ended["state"], ended["completed"], ended["failed"]) == ("COMPLETED", 4, 1)
    failure = ended["failures"][0]
    assert (failure["line"], failure["class"], failure["id"]) == (5, "Book", "nobody")
    assert failure["errors"][0]["code"] == "not_found"
    history = library.owner.get(f"{library.instances}/Book/a/history").data
    assert [event["type"] for event in history] == ["InstanceCreated", "InstanceUpdated", "InstanceDeleted"]


def test_a_bad_line_in_the_middle_is_rejected_and_the_others_are_not(library: Library) -> None:
    body = (
        lines({"class": "Book", "data": {"isbn": "a"}})
        + b'\n{"class": "Book", "da\n\n'
        + lines({"class": "Book", "data": {"isbn": "c", "titel": "x"}}, {"class": "Book", "data": {"isbn": "d"}})
    )

    sent = library.owner.post(f"{library.instances}/bulk", raw=body, media=LINES)

    assert (sent.status, sent.data["accepted"]) == (202, 2)
    rejected = {row["line"]: row["errors"][0] for row in sent.data["rejected"]}
    assert {line: error["code"] for line, error in rejected.items()} == {2: "malformed_json", 4: "unknown_property"}
    assert rejected[4]["path"] == "/lines/4/data/titel"
    assert library.owner.batch(library.name, sent.data["batch_id"])["completed"] == 2


def test_all_or_nothing_when_asked(library: Library) -> None:
    body = lines({"class": "Book", "data": {"isbn": "a"}}, {"class": "Book", "data": {"isbn": "b", "pages": "x"}})

    refused = library.owner.post(f"{library.instances}/bulk?on_error=refuse", raw=body, media=LINES)

    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "/lines/2/data/pages")
    assert library.owner.get(f"{library.instances}/Book/a").status == 404


def test_no_good_line_is_refused(library: Library) -> None:
    refused = library.owner.post(f"{library.instances}/bulk", raw=b'{"class": "None"}', media=LINES)

    assert (refused.status, refused.codes) == (422, ["unknown_class"])


def test_a_replay_answers_what_was_answered(library: Library) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = lines({"class": "Book", "data": {"isbn": "a"}}, {"class": "Book", "data": {}})
    first = library.owner.post(f"{library.instances}/bulk", raw=body, media=LINES, headers=key)

    again = library.owner.post(f"{library.instances}/bulk", raw=body, media=LINES, headers=key)
    other = library.owner.post(f"{library.instances}/bulk", raw=body + b" ", media=LINES, headers=key)

    assert {name: again.data[name] for name in first.data} == first.data
    assert again.headers["idempotency-replayed"] == "true"
    assert other.codes == ["idempotency_key_reused"]


def test_ten_thousand_lines_are_taken_and_one_more_is_not(library: Library) -> None:
    rows = [{"data": {"isbn": f"k{number}"}} for number in range(10_001)]

    refused = library.owner.post(f"{library.instances}/bulk", {"class": "Book", "instances": rows})
    ndjson = b"\n".join(json_of({"class": "Book", **row}) for row in rows)
    refused_lines = library.owner.post(f"{library.instances}/bulk", raw=ndjson, media=LINES)
    taken = library.owner.post(f"{library.instances}/bulk", {"class": "Book", "instances": rows[:10_000]})

    assert (refused.status, refused.codes) == (413, ["too_many_lines"])
    assert (refused_lines.status, refused_lines.codes) == (413, ["too_many_lines"])
    assert taken.status == 202, taken
    assert library.owner.batch(library.name, taken.data["batch_id"])["completed"] == 10_000
    after = taken.data["batch_id"]
    found = library.owner.get(f"{library.instances}?class=Book&limit=1&after={after}", headers=WAIT)
    assert found.meta["total"] == 10_000


def test_a_dry_run_of_lines_tells_and_does_nothing(library: Library) -> None:
    body = lines({"class": "Book", "data": {"isbn": "a"}}, {"class": "Book", "data": {}})

    told = library.owner.post(f"{library.instances}/bulk?dry_run=true", raw=body, media=LINES)

    assert (told.status, told.data["accepted"]) == (200, 1)
    assert [row["line"] for row in told.data["rejected"]] == [2]
    assert library.owner.get(f"{library.instances}/Book/a").status == 404


def test_a_batch_of_another_database_is_not_found(library: Library, shelf: Library) -> None:
    batch = library.books([{"isbn": "a"}])

    assert library.owner.get(f"{shelf.path}/batches/{batch}").status == 404
    assert json.loads(library.owner.get(f"{library.path}/batches/{batch}").body)["data"]["state"] == "COMPLETED"

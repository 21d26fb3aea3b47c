"""The conventions of every call: envelope, identity, idempotency, concurrency, waiting, dry runs."""

import gzip
import json
from uuid import uuid4

import pytest

from local.folder.data_folder import DataFolder
from local.folder.issuer import open_issuer
from tests.e2e.conftest import Library
from tests.support.stand.client import WAIT, Client
from tests.support.stand.stand import Stand

pytestmark = [pytest.mark.services, pytest.mark.timeout(120)]


def test_every_answer_has_the_envelope(shelf: Library) -> None:
    for answer in (shelf.owner.get("/me"), shelf.owner.get("/nothing/here"), shelf.owner.get("/database/none-such")):
        assert set(answer.json) == {"status", "message", "data", "errors", "meta"}
        assert answer.meta["request_id"]
        assert answer.headers["content-type"].startswith("application/json")


def test_a_request_id_is_echoed(shelf: Library) -> None:
    answer = shelf.owner.get("/me", headers={"X-Request-Id": "abc-123"})

    assert answer.headers["x-request-id"] == answer.meta["request_id"] == "abc-123"


def test_nothing_and_methods_are_told_apart(shelf: Library) -> None:
    assert shelf.owner.get("/nothing/here").codes == ["not_found"]
    wrong = shelf.owner.delete("/me")
    assert (wrong.status, wrong.codes) == (405, ["method_not_allowed"])
    assert "GET" in wrong.headers["allow"]


def test_who_is_not_known_is_401_and_who_may_not_is_403(stand: Stand, shelf: Library) -> None:
    nobody, broken = stand.anyone(), stand.anyone("a.b.c")
    guest = stand.client("guest")

    assert (nobody.get("/database").status, nobody.get("/database").codes) == (401, ["unauthenticated"])
    assert (broken.get("/database").status, broken.get("/database").codes) == (401, ["unauthenticated"])
    assert (guest.get(shelf.instances).status, guest.get(shelf.instances).codes) == (403, ["forbidden"])
    assert guest.post("/database", {"name": "mine"}).codes == ["forbidden"]
    assert guest.get("/admin/relay").codes == ["forbidden"]


def test_a_token_that_expired_says_so(stand: Stand) -> None:
    expired = stand.anyone(open_issuer(DataFolder(stand.data)).token("late", expires_seconds=-3600))

    answer = expired.get("/me")

    assert (answer.status, answer.codes) == (401, ["token_expired"])
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_write_without_wait_is_accepted_and_has_a_place(shelf: Library) -> None:
    made = shelf.owner.post(shelf.instances, {"class": "Author", "data": {"name": "한강"}})

    assert (made.status, made.json["status"]) == (202, "accepted")
    assert made.headers["location"] == f"/api/v1/commands/{made.data['command_id']}"
    assert made.data["state"] in ("PENDING", "RUNNING", "COMPLETED")


def test_a_write_that_waits_is_created_with_place_and_tag(shelf: Library) -> None:
    made = shelf.owner.post(shelf.instances, {"class": "Author", "id": "한강", "data": {"name": "한강"}}, headers=WAIT)

    assert (made.status, made.json["status"], made.tag) == (201, "created", '"1"')
    assert made.headers["location"].startswith(f"/api/v1{shelf.instances}/Author/")
    assert made.result["data"] == {"name": "한강"}
    followed = shelf.owner.get(made.headers["location"].removeprefix("/api/v1"))
    assert followed.data["id"] == "한강"


def test_the_same_key_and_body_is_the_same_command(shelf: Library) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = {"class": "Author", "data": {"name": "kim"}}
    first = shelf.owner.post(shelf.instances, body, headers=key)

    again = shelf.owner.post(shelf.instances, body, headers=key)
    other = shelf.owner.post(shelf.instances, {"class": "Author", "data": {"name": "lee"}}, headers=key)

    assert again.data["command_id"] == first.data["command_id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert (other.status, other.codes) == (422, ["idempotency_key_reused"])


def test_a_key_belongs_to_its_actor(stand: Stand, library: Library) -> None:
    library.owner.put(f"{library.path}/grants/lee", {"role": "editor"}, headers=WAIT)
    key, body = {"Idempotency-Key": "shared"}, {"class": "Author", "data": {"name": "kim"}}

    first = library.owner.post(library.instances, body, headers=key)
    other = stand.client("lee").post(library.instances, body, headers=key)

    assert first.data["command_id"] != other.data["command_id"]


def test_a_stale_tag_is_refused_and_a_current_one_is_not(shelf: Library) -> None:
    path = f"{shelf.instances}/Book/tagged"
    tag = shelf.book("tagged", pages=1).tag

    good = shelf.owner.patch(path, {"data": {"pages": 2}}, headers={**WAIT, "If-Match": tag})
    stale = shelf.owner.patch(path, {"data": {"pages": 3}}, headers={**WAIT, "If-Match": tag})
    broken = shelf.owner.patch(path, {"data": {"pages": 3}}, headers={**WAIT, "If-Match": '"x"'})

    assert (good.status, good.tag) == (200, '"2"')
    assert (stale.status, stale.codes) == (412, ["version_conflict"])
    assert broken.status in (400, 412)


def test_create_only_refuses_what_is_there(shelf: Library) -> None:
    path = f"{shelf.instances}/Author/once"
    first = shelf.owner.put(path, {"data": {"name": "a"}}, headers={**WAIT, "If-None-Match": "*"})

    again = shelf.owner.put(path, {"data": {"name": "b"}}, headers={**WAIT, "If-None-Match": "*"})

    assert first.status == 201
    assert (again.status, again.codes) == (412, ["version_conflict"])


def test_a_reader_that_has_the_tag_gets_no_body(shelf: Library) -> None:
    tag = shelf.book("unchanged").tag

    answer = shelf.owner.get(f"{shelf.instances}/Book/unchanged", headers={"If-None-Match": tag})

    assert (answer.status, answer.body) == (304, b"")


def test_a_dry_run_tells_and_does_nothing(shelf: Library) -> None:
    good = shelf.owner.put(f"{shelf.instances}/Author/dry?dry_run=true", {"data": {"name": "a"}})
    bad = shelf.owner.put(f"{shelf.instances}/Author/dry?dry_run=true", {"data": {"nam": "a"}})

    assert (good.status, bad.status) == (200, 200)
    assert {"unknown_property", "missing_property"} <= set(json.dumps(bad.json).replace('"', " ").split())
    assert shelf.owner.get(f"{shelf.instances}/Author/dry").status == 404


def test_a_reader_sees_the_write_it_names(shelf: Library) -> None:
    for number in range(5):
        made = shelf.owner.post(shelf.instances, {"class": "Author", "id": f"after{number}", "data": {"name": "x"}})
        after = f"after={made.data['command_id']}"

        found = shelf.owner.get(f"{shelf.instances}?class=Author&filter=_id:eq:after{number}&{after}", headers=WAIT)
        read = shelf.owner.get(f"{shelf.instances}/Author/after{number}?{after}", headers=WAIT)

        assert [hit["id"] for hit in found.data] == [f"after{number}"]
        assert read.data["version"] == 1


def test_after_an_unknown_command_is_an_error(shelf: Library) -> None:
    unknown = shelf.owner.get(f"{shelf.instances}?class=Author&after={uuid4()}")
    broken = shelf.owner.get(f"{shelf.instances}?class=Author&after=x")

    assert (unknown.status, unknown.codes) == (404, ["not_found"])
    assert broken.codes == ["invalid_parameter"]


def test_a_packed_body_is_accepted(shelf: Library) -> None:
    body = gzip.compress(json.dumps({"class": "Author", "data": {"name": "packed"}}).encode())

    answer = shelf.owner.post(shelf.instances, raw=body, headers={"Content-Encoding": "gzip"})

    assert answer.status == 202


def test_rates_are_told(admin: Client) -> None:
    assert int(admin.get("/me").headers["ratelimit-limit"]) > 0


def test_a_trace_travels_to_the_feed(library: Library) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    headers = {**WAIT, "traceparent": trace, "X-Request-Id": "traced-1"}
    library.owner.post(library.instances, {"class": "Author", "id": "t", "data": {"name": "x"}}, headers=headers)

    event = library.owner.get(f"{library.instances}/Author/t/history").data[0]

    assert event["correlation_id"]

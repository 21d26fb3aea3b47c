"""`If-None-Match: *`: a write that is done only where nothing is; unmet it is 412, at once or by the worker."""

import pytest

from tests.flow.conftest import AIR, AIRPORT, Air

ONLY_NEW = {"If-None-Match": "*"}
ONTOLOGY = "/database/air/ontology"


@pytest.fixture
def known(air: Air) -> Air:
    air.put("Airport", "JFK", code="JFK")
    return air


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("PUT", f"{AIR}/Airport/JFK", {"data": {"code": "JFK"}}),
        ("POST", AIR, {"class": "Airport", "data": {"code": "JFK"}}),
        ("PATCH", f"{AIR}/Airport/JFK", {"data": {}}),
        ("DELETE", f"{AIR}/Airport/JFK", None),
        ("POST", f"{AIR}/Airport/JFK/restore", {"version": 1}),
        ("POST", ONTOLOGY, AIRPORT),
        ("PUT", f"{ONTOLOGY}/Airport", AIRPORT),
        ("PATCH", f"{ONTOLOGY}/Airport", {"label": {"en": "x"}}),
        ("DELETE", f"{ONTOLOGY}/Airport", None),
        ("POST", f"{ONTOLOGY}/changes", {"message": "m", "changes": [{"op": "create", "class": AIRPORT}]}),
        ("POST", "/database/air/branches", {"name": "main"}),
    ],
)
def test_what_is_there_is_refused_at_once(known: Air, method: str, url: str, body: object) -> None:
    answer = known.client.call(method, url, body, headers=ONLY_NEW)
    rehearsed = known.client.call(method, f"{url}?dry_run=true", body, headers=ONLY_NEW)

    assert (answer.status, answer.codes) == (412, ["version_conflict"])
    assert (rehearsed.status, rehearsed.codes) == (200, ["version_conflict"])


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("PUT", f"{AIR}/Airport/LGA", {"data": {"code": "LGA"}}),
        ("POST", AIR, {"class": "Airport", "data": {"code": "LGA"}}),
        ("POST", ONTOLOGY, {"name": "Gate"}),
        ("POST", "/database/air/branches", {"name": "try"}),
        ("POST", "/database", {"name": "sea"}),
        ("PUT", "/database/air/grants/lee", {"role": "viewer"}),
        ("PUT", "/database/air/grants", {"subject": "a/b", "role": "viewer"}),
    ],
)
def test_of_two_at_once_the_worker_takes_one(known: Air, method: str, url: str, body: object) -> None:
    first, second = (known.client.call(method, url, body, headers=ONLY_NEW).data["command_id"] for _ in "12")
    known.platform.settle()

    done, refused = (known.client.get(f"/commands/{command}").data for command in (first, second))
    assert (done["state"], refused["state"]) == ("COMPLETED", "FAILED"), (done, refused)
    assert [error["code"] for error in refused["errors"]] == ["version_conflict"]


def test_what_was_deleted_is_not_there(known: Air) -> None:
    known.write("DELETE", f"{AIR}/Airport/JFK")

    outcome = known.write("PUT", f"{AIR}/Airport/JFK", {"data": {"code": "JFK"}}, **ONLY_NEW)

    assert (outcome.data["state"], outcome.data["result"]["version"]) == ("COMPLETED", 3)


@pytest.mark.parametrize("subject", ["google-oauth2/117 x|y", "a?b#c%d", "..", "한글/é"])
def test_a_subject_that_a_path_cannot_carry_gets_and_loses_a_role(air: Air, subject: str) -> None:
    given = air.write("PUT", "/database/air/grants", {"subject": subject, "role": "viewer"})
    held = {grant["subject"]: grant["role"] for grant in air.client.get("/database/air/grants").data}
    seen = air.platform.client(subject).get("/database/air").data["role"]
    taken = air.write("DELETE", "/database/air/grants", {"subject": subject})

    assert (given.data["state"], taken.data["state"]) == ("COMPLETED", "COMPLETED")
    assert (held[subject], seen) == ("viewer", "viewer")
    assert air.platform.client(subject).get("/database/air").status == 403

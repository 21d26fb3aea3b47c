"""Retries of writes that took the right of who gave them."""

from uuid import UUID

import pytest

from tests.support.api_client import ApiClient
from tests.support.command_world import WAIT, CommandWorld

KEYED = {**WAIT, "Idempotency-Key": "once"}
DELETE = "/database/hr?confirm=hr"
OWN = "/database/hr/grants/lee"


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("DELETE", DELETE, None),
        ("DELETE", OWN, None),
        ("DELETE", "/database/hr/grants", {"subject": "lee"}),
        ("PUT", OWN, {"role": "viewer"}),
        ("PUT", "/database/hr/grants", {"subject": "lee", "role": "editor"}),
    ],
)
def test_a_retry_of_what_took_ones_own_right_is_answered_as_it_was(
    world: CommandWorld, owner: ApiClient, method: str, url: str, body: object
) -> None:
    owner.put("/database/hr/grants/min", {"role": "owner"}, headers=WAIT)
    first = owner.call(method, url, body, headers=KEYED)
    kept = len(world.state.commands)

    again = owner.call(method, url, body, headers=KEYED)

    assert (first.status, again.status) == (200, 200)
    assert again.data == first.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(world.state.commands) == kept


def test_a_retry_that_does_not_wait_is_told_where_to_ask(owner: ApiClient) -> None:
    first = owner.delete(DELETE, headers={"Idempotency-Key": "once"})

    again = owner.delete(DELETE, headers={"Idempotency-Key": "once"})

    assert (again.status, again.data["command_id"]) == (202, first.data["command_id"])
    assert again.headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        pytest.param(DELETE, "another", id="another key"),
        pytest.param("/database/hr?confirm=HR", "once", id="another request"),
        pytest.param(DELETE + "&dry_run=true", "once", id="a dry run"),
        pytest.param(DELETE + "&dry_run=perhaps", "once", id="a bad dry run"),
        pytest.param(DELETE, "x" * 256, id="no key"),
    ],
)
def test_any_other_request_is_refused_as_ever(world: CommandWorld, owner: ApiClient, url: str, key: str) -> None:
    owner.delete(DELETE, headers=KEYED)
    keys = dict(world.state.database_keys)

    assert owner.delete(url, headers={**WAIT, "Idempotency-Key": key}).codes == ["not_found"]
    assert world.state.database_keys == keys


@pytest.mark.parametrize("subject", ["kim", "nobody"])
def test_a_key_tells_nobody_else_anything(world: CommandWorld, owner: ApiClient, subject: str) -> None:
    owner.delete(DELETE, headers=KEYED)

    assert world.client(subject).delete(DELETE, headers=KEYED).codes == ["not_found"]


def test_who_lost_their_right_to_others_writes_nothing(world: CommandWorld, owner: ApiClient) -> None:
    owner.put("/database/hr/grants/min", {"role": "owner"}, headers=WAIT)
    world.client("min").delete(OWN, headers=WAIT)

    assert owner.delete(DELETE, headers=KEYED).codes == ["forbidden"]
    assert owner.put(OWN, {"role": "owner"}, headers=KEYED).codes == ["forbidden"]


def test_a_name_that_others_took_meanwhile_hides_no_retry(world: CommandWorld, owner: ApiClient) -> None:
    first = owner.delete(DELETE, headers=KEYED)
    world.now.advance(60)
    world.database("hr", UUID(int=7), lee="viewer", min="owner")

    again = owner.delete(DELETE, headers=KEYED)

    assert (again.status, again.data["command_id"]) == (200, first.data["command_id"])
    access = world.directory.access("hr", "min")
    assert access is not None
    assert access.role == "owner"


def test_a_retry_is_known_where_requests_are_digested_under_a_key(world: CommandWorld, owner: ApiClient) -> None:
    patient = {"name": "Patient", "properties": [{"name": "name", "type": "xsd:string", "personal": True}]}
    owner.post("/database/hr/ontology", patient, headers=WAIT)
    first = owner.delete(DELETE, headers=KEYED)

    again = owner.delete(DELETE, headers=KEYED)

    assert (again.status, again.data) == (200, first.data)

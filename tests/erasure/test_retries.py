"""A retry finds its command although what is personal has changed meanwhile, and its digest with it."""

from tests.erasure.world import INSTANCES, MAIL, PEOPLE, PERSON, People
from tests.support.api_client import Issuer
from tests.support.memory_platform import Clock, memory_platform


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def test_the_change_that_makes_the_first_property_personal_is_found_again(now: Clock, issuer: Issuer) -> None:
    platform = memory_platform(now, issuer)
    client = platform.client("kim", roles=["admin"])
    client.post("/database", {"name": "people"})
    platform.settle()
    first = client.post(f"{PEOPLE}/ontology", PERSON, headers=keyed("a"))
    platform.settle()

    again = client.post(f"{PEOPLE}/ontology", PERSON, headers=keyed("a"))
    other = client.post(f"{PEOPLE}/ontology", {**PERSON, "name": "Other"}, headers=keyed("a"))

    assert (again.data["command_id"], again.headers["Idempotency-Replayed"]) == (first.data["command_id"], "true")
    assert (other.status, other.codes) == (422, ["idempotency_key_reused"])


def test_a_write_from_before_nothing_was_personal_any_more_is_found_again(world: People) -> None:
    path, body = f"{INSTANCES}/Other/o", {"data": {"n": 1}}
    other = {"name": "Other", "properties": [{"name": "n", "type": "xsd:integer"}]}
    world.client.post(f"{PEOPLE}/ontology", other)
    world.platform.settle()
    first = world.client.put(path, body, headers=keyed("b"))
    world.platform.settle()
    for name in ("Visit", "Person"):
        world.client.delete(f"{PEOPLE}/ontology/{name}")
        world.platform.settle()

    again = world.client.put(path, body, headers=keyed("b"))

    assert (again.data["command_id"], again.headers["Idempotency-Replayed"]) == (first.data["command_id"], "true")


def test_after_an_erasure_no_request_tells_which_values_were_there(world: People) -> None:
    """Whoever has the client's key could try values out: the same body replayed, another one refused."""
    path = f"{INSTANCES}/Person/kim"
    first = world.client.put(path, {"data": {"number": "kim", "mail": MAIL}}, headers=keyed("c"))
    world.platform.settle()
    guesses = [{"data": {"number": "kim", "mail": mail}} for mail in (MAIL, "other@example.com")]
    before = [world.client.put(path, body, headers=keyed("c")).status for body in guesses]

    world.erase("kim")
    after = [world.client.put(path, body, headers=keyed("c")) for body in guesses]

    assert before == [202, 422]
    assert [reply.data["command_id"] for reply in after] == [first.data["command_id"]] * 2


def an_import(mail: str) -> dict[str, object]:
    source = {"columns": ["number", "mail"], "rows": [["kim", mail]]}
    return {"source": source, "class": "Person", "mapping": {"number": "number", "mail": "mail"}}


def test_of_an_import_with_personal_rows_no_digest_is_kept_that_anybody_makes_again(
    world: People,
) -> None:
    path, ports = f"{PEOPLE}/imports", world.platform.ports
    for mail in (MAIL, "other@example.com"):
        world.client.post(path, an_import(mail), headers=keyed(mail))
    unkept = [job.detail.get("fingerprint") for job in ports.jobs.unfinished()]

    world.client.put(f"{INSTANCES}/Person/lee", {"data": {"number": "lee"}}, headers=keyed("lee"))
    first = world.client.post(path, an_import(MAIL), headers=keyed("d"))
    again = world.client.post(path, an_import(MAIL), headers=keyed("d"))
    other = world.client.post(path, an_import("other@example.com"), headers=keyed("d"))

    assert unkept == ["", ""]
    assert (first.status, again.headers["Idempotency-Replayed"], other.status) == (202, "true", 422)
    (kept,) = {job.detail.get("fingerprint") for job in ports.jobs.unfinished()} - {""}
    assert str(kept).startswith("1.")

"""Writes of personal values: what is checked, what is refused, and what nobody may learn from an error."""

from tests.erasure.world import INSTANCES, MAIL, OPEN, PEOPLE, WORD, People


def test_what_does_not_change_is_no_event(world: People) -> None:
    world.kim()

    again = world.patch("Person", "kim", mail=MAIL, age=33)

    assert world.command(again)["result"]["changed"] is False


def test_a_patch_replaces_a_personal_value_whole(world: People) -> None:
    world.kim()

    world.patch("Person", "kim", home={"country": "KR", "city": "Seoul"}, phone=None)

    data = world.get("Person", "kim").data["data"]
    assert data["home"] == {"text": "Seoul", "country": "KR", "city": "Seoul"}
    assert "phone" not in data


def test_an_error_of_a_personal_value_has_nothing_of_it(world: People) -> None:
    bad = {"number": "x", "mail": WORD, "age": 3, "notes": [1, WORD], "home": 5}

    single = world.client.post(INSTANCES, {"class": "Person", "data": bad})
    bulk = world.client.post(
        f"{INSTANCES}/bulk",
        {"class": "Person", "instances": [{"data": bad}, {"data": WORD}, {"data": {"number": "ok", "team": OPEN}}]},
    )

    assert {each["path"] for each in single.json["errors"]} == {"/data/mail", "/data/age", "/data/notes", "/data/home"}
    assert not [each for each in single.json["errors"] if each.get("value") or each.get("hint")]
    assert bulk.status == 202
    assert WORD not in bulk.body.decode()
    assert WORD not in single.body.decode()


def test_a_value_belongs_to_whom_its_class_names(world: People) -> None:
    world.put("Visit", "1", place=OPEN, who="kim", remark=WORD, number=7, badge="B")
    world.erase("kim")
    first = world.get("Visit", "1").data
    world.erase("7")

    assert first["erased"] == ["remark"]
    assert first["data"]["badge"] == "B"
    assert world.get("Visit", "1").data["erased"] == ["remark", "badge"]


def test_a_value_that_is_nobodys_is_refused(world: People) -> None:
    reply = world.client.put(f"{INSTANCES}/Visit/1", {"data": {"place": OPEN, "remark": WORD}})

    assert (reply.status, reply.codes, reply.json["errors"][0]["path"]) == (422, ["missing_property"], "/data/who")


def test_a_patch_is_sealed_for_whom_the_instance_names(world: People) -> None:
    world.put("Visit", "1", place=OPEN, who="kim")
    world.patch("Visit", "1", remark=WORD)
    world.erase("kim")

    assert world.get("Visit", "1").data["erased"] == ["remark"]


def test_a_write_that_another_one_overtook_is_refused(world: People) -> None:
    world.put("Visit", "1", place=OPEN, who="kim")
    world.client.patch(f"{INSTANCES}/Visit/1", {"data": {"who": "lee"}})
    late = world.client.patch(f"{INSTANCES}/Visit/1", {"data": {"remark": WORD}})
    world.platform.settle()

    told = world.command(late)
    assert told["state"] == "FAILED"
    assert told["errors"][0]["code"] == "version_conflict"


def test_lines_of_a_bulk_request_are_sealed_each_after_those_before(world: People) -> None:
    lines = [
        {"class": "Visit", "id": "1", "data": {"who": "kim"}},
        {"class": "Visit", "id": "1", "op": "update", "data": {"remark": WORD}},
        {"class": "Visit", "id": "2", "data": {"remark": WORD}},
    ]
    reply = world.client.post(f"{INSTANCES}/bulk", {"instances": lines})
    world.platform.settle()

    assert [each["line"] for each in reply.data["rejected"]] == [3]
    assert world.get("Visit", "1").data["data"] == {"who": "kim", "remark": WORD}


def test_a_dry_run_shows_what_would_be_and_keeps_no_key(world: People) -> None:
    reply = world.client.post(f"{INSTANCES}?dry_run=true", {"class": "Person", "data": {"number": "kim", "mail": MAIL}})

    assert reply.data["result"]["data"] == {"number": "kim", "mail": MAIL}
    assert {"path": "/mail", "before": None, "after": MAIL} in reply.data["diff"]
    assert world.client.post(f"{PEOPLE}/subjects/kim/erase").status == 404


def test_an_earlier_version_is_restored_and_undone_as_it_was(world: People) -> None:
    world.kim()
    world.patch("Person", "kim", mail="other@example.com")
    world.client.post(f"{INSTANCES}/Person/kim/restore", {"version": 1, "reason": "back"})
    world.platform.settle()

    assert world.get("Person", "kim").data["data"]["mail"] == MAIL


def test_a_key_used_again_with_another_body_is_told_apart(world: People) -> None:
    headers = {"Idempotency-Key": "one"}
    first = world.client.post(INSTANCES, {"class": "Person", "data": {"number": "a", "mail": MAIL}}, headers=headers)
    same = world.client.post(INSTANCES, {"class": "Person", "data": {"number": "a", "mail": MAIL}}, headers=headers)
    other = world.client.post(
        INSTANCES, {"class": "Person", "data": {"number": "a", "mail": "b@c.de"}}, headers=headers
    )

    assert same.data["command_id"] == first.data["command_id"]
    assert other.codes == ["idempotency_key_reused"]

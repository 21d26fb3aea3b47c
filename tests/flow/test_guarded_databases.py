"""A database and its first commit are guarded by entity tags as everything else; a dry run tells what would be."""

from typing import Any

from tests.flow.conftest import Air

PLACE: dict[str, Any] = {"name": "Place", "properties": [{"name": "n", "type": "xsd:integer"}]}


def fresh(air: Air) -> str:
    air.write("POST", "/database", {"name": "fresh", "label": {"en": "Fresh", "ko": "새"}})
    return "/database/fresh"


def test_settings_are_changed_only_from_the_version_that_was_seen(air: Air) -> None:
    path = fresh(air)
    seen = air.client.get(path).headers["ETag"]

    first = air.write("PATCH", path, {"timezone": "Asia/Seoul"}, **{"if-match": seen})
    again = air.client.patch(path, {"timezone": "Asia/Tokyo"}, headers={"if-match": seen})
    gone = air.client.delete(f"{path}?confirm=fresh", headers={"if-match": seen})

    assert first.data["state"] == "COMPLETED"
    assert [(each.status, each.codes) for each in (again, gone)] == [(412, ["version_conflict"])] * 2
    assert air.client.get(path).data["timezone"] == "Asia/Seoul"


def test_two_who_saw_the_same_version_do_not_both_change_it(air: Air) -> None:
    path = fresh(air)
    asked = [
        air.client.patch(path, {"timezone": zone}, headers={"if-match": '"1"'}) for zone in ("Asia/Seoul", "Asia/Tokyo")
    ]
    air.platform.settle()

    told = [air.client.get(f"/commands/{each.data['command_id']}").data for each in asked]
    assert [each["state"] for each in told] == ["COMPLETED", "FAILED"]
    assert told[1]["errors"][0]["code"] == "version_conflict"


def test_a_dry_run_of_a_patch_tells_what_the_patch_does(air: Air) -> None:
    patch = {"label": {"ko": None}, "region": "JP"}
    would = air.client.patch(f"{fresh(air)}?dry_run=true", patch).data["diff"]

    air.write("PATCH", "/database/fresh", patch)

    row = air.client.get("/database/fresh").data
    assert (row["label"], row["region"]) == ({"en": "Fresh"}, "JP")
    assert sorted((each["path"], each["before"], each["after"]) for each in would) == [
        ("/label/ko", "새", None),
        ("/region", "KR", "JP"),
    ]


def test_the_tag_of_what_has_no_commit_guards_the_first(air: Air) -> None:
    path = f"{fresh(air)}/ontology"
    nothing = air.client.get(path).headers["ETag"]

    assert air.client.get(path, headers={"if-none-match": nothing}).status == 304
    first = air.write("POST", path, PLACE, **{"if-match": nothing})
    second = air.client.post(path, {**PLACE, "name": "Other"}, headers={"if-match": nothing})

    assert first.data["state"] == "COMPLETED"
    assert (second.status, second.codes) == (412, ["version_conflict"])

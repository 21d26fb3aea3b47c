"""An import that ended before its rows did goes on with those that it left, and with no other."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from spice.application.upkeep.importing.run_import import MOST_DEATHS
from tests.flow.conftest import Air, Killed
from tests.flow.imports.importing import (
    HEAD,
    IMPORTS,
    ORDER,
    asked,
    counts,
    ended,
    imported,
    orders,
    rejects,
    uploaded,
)
from tests.flow.imports.test_import_deaths import dying, lost_commands

CONTENT = HEAD + "\n" + "".join(f"A-{number:02},,,,{number},\n" for number in range(20))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.cutting.PART_ROWS", 2)


def changed(shop: Air, patch: dict[str, Any], **more: Any) -> None:
    """Change the class of what is brought in."""
    done = shop.write("POST", "/database/air/ontology/changes", {"message": "m", "changes": [patch], **more})
    assert done.data["state"] == "COMPLETED", done.body


def without_email(shop: Air) -> None:
    properties = shop.client.get("/database/air/ontology/Order").data["properties"]
    left = [each for each in properties if each["name"] != "email"]
    waive = [{"path": "/Order/properties/email", "reason": "test"}]
    changed(shop, {"op": "update", "name": "Order", "patch": {"properties": left}}, waive=waive)


def resumed(shop: Air, told: dict[str, Any]) -> dict[str, Any]:
    """Resume an import to its end."""
    return ended(shop, shop.client.post(f"{IMPORTS}/{told['import_id']}/resume", {}))


def failed(shop: Air) -> dict[str, Any]:
    """Let an import fail with four parts on their way: a property that a column fills is gone."""
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    shop.platform.bring_in()
    without_email(shop)
    return ended(shop, begun)


def versions(shop: Air) -> set[int]:
    return {shop.client.get(f"/database/air/instances/Order/{each}").data["version"] for each in orders(shop)}


def test_what_is_on_its_way_when_an_import_fails_is_counted_and_told(shop: Air) -> None:
    imported(shop, f"{HEAD}\nA-03,,,,3,\n")

    told = failed(shop)

    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "unknown_property")
    assert counts(told) == (20, 8, 7, 1)
    assert [(each["row"], each["code"]) for each in rejects(shop, told)] == [("5", "already_exists")]
    assert len(orders(shop)) == 8


def test_one_that_fails_once_more_counts_nothing_twice(shop: Air) -> None:
    told = failed(shop)
    again = resumed(shop, told)

    assert (again["state"], again["import_id"]) == ("FAILED", told["import_id"])
    assert counts(again) == (20, 8, 8, 0)


def test_one_that_was_stopped_goes_on_and_brings_each_row_in_once(shop: Air) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    shop.platform.bring_in()
    shop.client.delete(f"{IMPORTS}/{begun.data['import_id']}")
    told = ended(shop, begun)

    again = resumed(shop, told)

    assert (told["state"], counts(told)) == ("STOPPED", (20, 8, 8, 0))
    assert (again["state"], again["import_id"], counts(again)) == ("COMPLETED", told["import_id"], (20, 20, 20, 0))
    assert (len(orders(shop)), versions(shop)) == (20, {1})


@pytest.mark.parametrize("bad", [3, 4, 20])
def test_one_that_stopped_at_a_row_goes_on_behind_it(shop: Air, bad: int) -> None:
    lines = CONTENT.splitlines()
    lines[bad] = f"A-{bad - 1:02},no mail,,,1,"
    lines[7] = "A-06,nor this,,,1,"

    first = imported(shop, "\n".join(lines), on_error="stop")
    second = resumed(shop, first)
    third = resumed(shop, second)

    assert [first["state"], second["state"], third["state"]] == ["FAILED", "FAILED", "COMPLETED"]
    assert counts(third) == (20, 20, 18, 2)
    assert [each["row"] for each in rejects(shop, third)] == sorted([str(bad + 1), "8"], key=int)
    assert (len(orders(shop)), versions(shop)) == (18, {1})


@pytest.mark.parametrize(
    "point", ["import.after_kept", "import.after_keep", "import.after_rejects", "import.after_clear"]
)
def test_a_death_of_one_that_was_resumed_doubles_nothing(shop: Air, point: str) -> None:
    lines = CONTENT.splitlines()
    lines[3] = "A-02,no mail,,,1,"
    told = imported(shop, "\n".join(lines), on_error="stop")
    left = dying(shop, point, times=1 if point == "import.after_clear" else 2)

    shop.client.post(f"{IMPORTS}/{told['import_id']}/resume", {})
    for _ in range(14):
        with suppress(Killed):
            shop.platform.bring_in()
        shop.platform.settle()
    done = shop.client.get(f"{IMPORTS}/{told['import_id']}").data

    assert (left, done["state"], counts(done)) == ([0], "COMPLETED", (20, 20, 19, 1))
    assert (len(orders(shop)), versions(shop)) == (19, {1})


def test_it_is_asked_for_once_for_a_key_and_a_dry_run_begins_nothing(shop: Air) -> None:
    lines = CONTENT.splitlines()
    lines[3] = "A-02,no mail,,,1,"
    told = imported(shop, "\n".join(lines), on_error="stop")
    place = f"{IMPORTS}/{told['import_id']}/resume"

    tried = shop.client.post(f"{place}?dry_run=true", {})
    left = shop.client.get(f"{IMPORTS}/{told['import_id']}").data
    first, second = (shop.client.post(place, {}, headers={"idempotency-key": "k"}) for _ in range(2))

    assert (tried.status, tried.data["state"], left) == (200, "REQUESTED", told)
    assert (first.status, first.data["state"]) == (202, "REQUESTED")
    assert second.headers["Idempotency-Replayed"] == "true"
    assert ended(shop, first)["state"] == "COMPLETED"


def test_what_has_nothing_left_is_not_resumed(shop: Air) -> None:
    whole = imported(shop, CONTENT)
    tried = imported(shop, CONTENT, dry_run=True, on_error="stop")

    refused = [shop.client.post(f"{IMPORTS}/{each['import_id']}/resume", {}) for each in (whole, tried)]

    assert [each.codes for each in refused] == [["constraint_violated"]] * 2
    assert shop.client.get(f"{IMPORTS}/{whole['import_id']}").data == whole


def test_columns_and_rows_are_there_when_their_import_dies_as_it_fails(shop: Air) -> None:
    begun = asked(shop, {"columns": ["번호"], "rows": [["A-1"]]}, {"번호": "number"})
    changed(shop, {"op": "delete", "name": "Order"})
    left = dying(shop, "import.after_clear", times=1)

    with pytest.raises(Killed):
        shop.platform.bring_in()
    told = ended(shop, begun)

    assert (left, told["errors"][0]["code"]) == ([0], "unknown_class")


def test_what_ends_its_process_with_parts_on_their_way_settles_those(shop: Air) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    shop.platform.bring_in()
    dying(shop, "import.after_rejects", times=MOST_DEATHS)
    shop.platform.settle()
    for _ in range(MOST_DEATHS):
        with pytest.raises(Killed):
            shop.platform.bring_in()

    told = ended(shop, begun)

    assert (told["state"], counts(told)) == ("FAILED", (20, 8, 8, 0))
    assert "주문.csv, sheet '주문': it ended its process" in told["errors"][0]["message"]
    assert counts(resumed(shop, told)) == (20, 20, 20, 0)


def test_rows_that_are_refused_when_they_are_kept_once_more_are_rejects(shop: Air) -> None:
    content = f"{HEAD}\nA-1,,,,1,\nA-2,,,,200,\nA-3,,,,3,\n"
    begun = asked(shop, {"upload_id": uploaded(shop, content.encode())})
    shop.platform.bring_in()
    lost_commands(shop)
    bounded = [
        {**each, "constraints": {"maximum": 100}} if each["name"] == "pieces" else each
        for each in shop.client.get("/database/air/ontology/Order").data["properties"]
    ]
    changed(shop, {"op": "update", "name": "Order", "patch": {"properties": bounded}})
    left = dying(shop, "import.after_refused", times=1)
    shop.now.advance(601)
    with suppress(Killed):
        shop.platform.bring_in()

    told = ended(shop, begun)

    assert (left, told["state"], counts(told)) == ([0], "COMPLETED", (3, 3, 2, 1))
    assert [(each["row"], each["code"]) for each in rejects(shop, told)] == [("3", "constraint_violated")]


def test_an_import_of_which_nothing_comes_is_given_up_after_a_day_and_resumed(shop: Air) -> None:
    begun = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    shop.platform.bring_in()
    for _ in range(2):
        lost_commands(shop)
        shop.platform.bring_in()
        shop.now.advance(timedelta(days=1).total_seconds() + 1)
    lost_commands(shop)
    shop.platform.bring_in()
    shop.client = shop.platform.client("kim")
    told = shop.client.get(f"{IMPORTS}/{begun.data['import_id']}").data

    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "unavailable")
    assert counts(resumed(shop, told)) == (20, 20, 20, 0)
    assert (len(orders(shop)), versions(shop)) == (20, {1})


def test_others_pass_one_of_which_nothing_comes(shop: Air) -> None:
    first = asked(shop, {"upload_id": uploaded(shop, CONTENT.encode())})
    shop.platform.bring_in()
    lost_commands(shop)
    second = asked(shop, {"columns": ["번호"], "rows": [["B-1"]]}, {"번호": "number"})
    shop.platform.bring_in()
    waiting = shop.client.get(f"{IMPORTS}/{second.data['import_id']}").data["state"]
    shop.now.advance(601)

    done = ended(shop, second)

    assert (waiting, done["state"]) == ("REQUESTED", "COMPLETED")
    assert ended(shop, first)["state"] == "COMPLETED"


def test_a_turn_that_takes_all_the_time_lets_others_come_first_at_the_next(
    shop: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        shop.write("POST", "/database", {"name": name})
        shop.write("POST", f"/database/{name}/ontology", ORDER)
        body = {"source": {"columns": ["번호"], "rows": [["B-1"]]}, "class": "Order", "mapping": {"번호": "number"}}
        assert shop.client.post(f"/database/{name}/imports", body).status == 202
        shop.now.advance(1)
    monkeypatch.setattr("functions.workers.imports.SECONDS", 0.000_001)

    seen = []
    for _ in range(2):
        shop.platform.bring_in()
        shop.now.advance(1)
        seen.append([shop.client.get(f"/database/{name}/imports").data[0]["state"] for name in ("one", "two")])

    assert seen == [["RUNNING", "REQUESTED"], ["RUNNING", "RUNNING"]]

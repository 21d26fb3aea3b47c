"""A parked command -> the tick measures it -> its alarm rings, and the series tells since when."""

from spice.domain.alarms import LOOK_BACK, METRICS
from tests.flow.conftest import Air
from tests.flow.poison import a_killer


def alarm(air: Air, name: str) -> dict[str, object]:
    return next(row for row in air.client.get("/admin/alarms").data if row["name"] == name)


def test_an_alarm_rings_while_something_is_parked(air: Air) -> None:
    before = alarm(air, "dead-letters")
    air.platform.maintain()
    quiet = alarm(air, "dead-letters")
    a_killer(air, 1)
    air.insist()
    air.now.advance(60)
    air.platform.maintain()
    rings = alarm(air, "dead-letters")

    assert (before["state"], quiet["state"], rings["state"]) == ("unknown", "ok", "ringing")
    assert rings["value"] == 1
    assert air.client.get("/admin/alarms").data[0]["name"] == "dead-letters"
    series = air.client.get("/admin/series?metric=dead_letters").data
    assert [row["max"] for row in series] == [0, 1]


def test_the_tick_measures_all_that_alarms_look_at(air: Air) -> None:
    air.platform.maintain()

    assert {*air.platform.ports.measures.since(air.now() - LOOK_BACK)} == {*METRICS}


def test_a_series_names_what_is_wrong(air: Air) -> None:
    asked = "/admin/series?metric="
    replies = [
        air.client.get(f"{asked}{rest}")
        for rest in (
            "dead_leters",
            "dead_letters&step=30",
            "dead_letters&from=2026-01-02&to=2026-01-01",
            "dead_letters&from=2020-01-01",
        )
    ]

    assert [(each.status, *each.codes) for each in replies] == [(400, "invalid_parameter")] * 4
    assert "dead_letters" in str(replies[0].json["errors"])


def test_who_is_no_administrator_sees_none(air: Air) -> None:
    lee = air.platform.client("lee")

    assert {lee.get(path).status for path in ("/admin/alarms", "/admin/series?metric=dead_letters")} == {403}

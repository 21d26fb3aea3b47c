"""What owners decide of deliveries is no event, and is in the audit."""

from typing import Any

import pytest

from tests.webhooks.partners import BROKEN, HOOKS, Partners

AUDIT = "/database/air/audit"


def told(partners: Partners, query: str) -> list[dict[str, Any]]:
    """Read the audit, once maintenance took what it is to be told to the log."""
    partners.now.advance(180)
    partners.air.platform.maintain()
    partners.settle()
    rows: list[dict[str, Any]] = partners.client.get(AUDIT + query).data
    return rows


@pytest.mark.parametrize("query", ["?state=DONE", "?type=RequestDone"])
def test_what_is_decided_of_deliveries_is_told_once_and_a_dry_run_is_not(partners: Partners, query: str) -> None:
    id_, partner = partners.register()
    partner.answers = lambda told: BROKEN
    partners.put(1, "a")
    partners.deliver(seconds=0.2)
    (delivery,) = partners.deliveries(id_)
    place = f"{HOOKS}/{id_}/deliveries/{delivery['event_id']}"
    key = {"Idempotency-Key": "one"}
    sent = [
        partners.client.call("POST", f"{place}/redeliver?dry_run=true"),
        partners.client.call("POST", f"{place}/skip", headers=key),
        partners.client.call("POST", f"{place}/skip", headers=key),
        partners.client.call("POST", f"{HOOKS}/{id_}/replay", {"from": "2000-01-01T00:00:00Z"}),
    ]
    assert [each.status for each in sent] == [200, 200, 200, 202], [each.body for each in sent]

    rows = told(partners, query)

    names = {"id": str(id_), "event_id": delivery["event_id"]}
    assert {(row["actor"], row["type"], row["state"]) for row in rows} == {("kim", "RequestDone", "DONE")}
    by_route = {row["request"]["route"].rpartition("/")[2]: row["request"]["names"] for row in rows}
    assert (by_route["skip"], len(rows), set(by_route)) == (names, 2, {"skip", "replay"})


def test_types_of_notes_are_asked_for_like_those_of_events(partners: Partners) -> None:
    answers = [partners.client.get(f"{AUDIT}?type={kind}") for kind in ("PersonalDataRead", "PutInstance", "Nonsense")]

    assert [answer.status for answer in answers] == [200, 200, 400]


def test_imports_are_told_of_with_the_id_of_what_was_made(partners: Partners) -> None:
    body = {"source": {"columns": ["n"], "rows": [["7"]]}, "class": "Flight", "mapping": {"n": "number"}}
    begun = partners.client.post("/database/air/imports", body)
    assert begun.status == 202, begun.body

    (row,) = told(partners, "?state=DONE")

    assert row["request"]["names"] == {"made": begun.data["import_id"]}

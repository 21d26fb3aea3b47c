"""What an instance may weigh, however it grew."""

import pytest

from spice.domain.bounds import COMMAND_BYTES
from tests.flow.conftest import AIR, FLIGHT, Air


def test_a_patch_that_makes_an_instance_too_large_is_refused(air: Air) -> None:
    wide = {**FLIGHT, "name": "Wide", "key": [], "properties": [{"name": n, "type": "xsd:string"} for n in "ab"]}
    air.write("POST", "/database/air/ontology", {**wide, "relationships": []})
    air.put("Wide", "1", a="x" * 600_000)

    outcome = air.write("PATCH", f"{AIR}/Wide/1", {"data": {"b": "y" * 400_000}})

    assert outcome.data["state"] == "FAILED"
    assert [error["code"] for error in outcome.data["errors"]] == ["too_large"]
    assert air.get("Wide", "1") == {"a": "x" * 600_000}


def long(parts: int) -> dict[str, object]:
    """A class of so many properties, each with ten thousand letters to it."""
    said = {"type": "xsd:string", "description": "x" * 10_000}
    return {"name": "Long", "properties": [{"name": f"p{number}", **said} for number in range(parts)]}


@pytest.mark.parametrize(("dry", "status"), [("", 413), ("?dry_run=true", 200)])
def test_a_change_of_an_ontology_that_no_record_holds_is_refused(air: Air, dry: str, status: int) -> None:
    body = {"changes": [{"op": "create", "class": long(412)}]}

    refused = air.client.post(f"/database/air/ontology/changes{dry}", body)

    assert (refused.status, refused.codes) == (status, ["too_large"])
    assert f"{COMMAND_BYTES:,}" in refused.json["errors"][0]["message"]
    assert air.platform.ports.outbox.shards() == []


def test_one_that_a_record_holds_is_carried_out(air: Air) -> None:
    body = {"changes": [{"op": "create", "class": long(409)}]}

    made = air.client.post("/database/air/ontology/changes", body)
    air.platform.settle()

    assert air.client.get(f"/commands/{made.data['command_id']}").data["state"] == "COMPLETED"

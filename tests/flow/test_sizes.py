"""What an instance may weigh, however it grew."""

from tests.flow.conftest import AIR, FLIGHT, Air


def test_a_patch_that_makes_an_instance_too_large_is_refused(air: Air) -> None:
    wide = {**FLIGHT, "name": "Wide", "key": [], "properties": [{"name": n, "type": "xsd:string"} for n in "ab"]}
    air.write("POST", "/database/air/ontology", {**wide, "relationships": []})
    air.put("Wide", "1", a="x" * 600_000)

    outcome = air.write("PATCH", f"{AIR}/Wide/1", {"data": {"b": "y" * 400_000}})

    assert outcome.data["state"] == "FAILED"
    assert [error["code"] for error in outcome.data["errors"]] == ["too_large"]
    assert air.get("Wide", "1") == {"a": "x" * 600_000}

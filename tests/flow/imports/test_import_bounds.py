"""What is too much for an import is refused in a sentence that names the place, before it is read."""

from typing import Any

import pytest

from tests.flow.conftest import Air
from tests.flow.imports.importing import HEAD, asked, counts, ended, imported, orders, uploaded
from tests.flow.imports.test_imports_refused import workbook

MAPPING = {"번호": "number", "수량": "pieces"}


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.domain.sheets.sheet.KEPT_ROWS", 20)
    monkeypatch.setattr("spice.domain.sheets.sheet._HEAD", 10)


def test_a_workbook_that_is_too_long_is_not_read(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.funnel.source.WORKBOOK_BYTES", 1000)
    monkeypatch.setattr("spice.domain.sheets.workbooks.read_workbook", lambda *_, **__: pytest.fail("it was read"))

    told = ended(shop, asked(shop, {"upload_id": uploaded(shop, workbook(), "주문.xlsx"), "sheet": "둘"}))

    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "too_large")
    assert "주문.xlsx has" in told["errors"][0]["message"]


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize("second", ["번호,수량", "이름,나이"])
def test_a_table_below_another_on_a_long_sheet_is_refused_with_its_row(shop: Air, second: str) -> None:
    rows = "".join(f"A-{number},{number}\n" for number in range(60))
    others = "".join(f"B-{number},{number}\n" for number in range(60))

    told = imported(shop, f"번호,수량\n{rows}\n{second}\n{others}", MAPPING)

    assert (told["state"], told["errors"][0]["code"]) == ("FAILED", "too_large")
    assert "주문.csv, row 63: another table begins there" in told["errors"][0]["message"]
    assert orders(shop) == {}


@pytest.mark.usefixtures("small_sample")
def test_empty_rows_of_a_long_table_part_nothing(shop: Air) -> None:
    rows = [f"A-{number},{number}\n" for number in range(90)]

    told = imported(
        shop, "번호,수량\n" + "\n".join(["".join(rows[:40]), "".join(rows[40:41]), "".join(rows[41:])]), MAPPING
    )

    assert (told["state"], counts(told)) == ("COMPLETED", (90, 90, 90, 0))


def test_a_dry_run_has_fewer_rows(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.plan.DRY_RUN_ROWS", 2)
    content = f"{HEAD}\n" + "".join(f"A-{number},,,,,\n" for number in range(3))

    tried = imported(shop, content, dry_run=True)
    done = imported(shop, content)

    assert (tried["errors"][0]["code"], "주문.csv, row 4" in tried["errors"][0]["message"]) == ("too_large", True)
    assert counts(done) == (3, 3, 3, 0)


def test_members_that_are_inherited_are_offered_and_abstract_classes_are_not(air: Air) -> None:
    base = {
        "name": "Thing",
        "abstract": True,
        "properties": [
            {"name": "email", "type": "EMAIL", "required": True},
            {"name": "city", "type": "xsd:string", "required": True},
        ],
    }
    kind = {"name": "Person", "parent": "Thing", "properties": [{"name": "nick", "type": "xsd:string"}]}
    for each in (base, kind):
        assert air.write("POST", "/database/air/ontology", each).data["state"] == "COMPLETED"
    body: dict[str, Any] = {"columns": ["email", "nick"], "rows": [["kim@example.kr", "k"], ["lee@example.kr", "l"]]}

    mappings = air.client.post("/funnel/propose?database=air", body).data["mappings"]

    found = {each["class"]: each for each in mappings if each["existing"]}
    assert "Thing" not in found
    assert {each["column"]: each["property"] for each in found["Person"]["columns"]} == {
        "email": "email",
        "nick": "nick",
    }
    assert found["Person"]["missing"] == ["city"]

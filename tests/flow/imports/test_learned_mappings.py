"""A mapping that people corrected is offered the next time that a table has the same columns."""

from typing import Any

import pytest

from tests.flow.conftest import Air
from tests.flow.imports.importing import HEAD, NAMES, imported, rejects

ROW = "1,kim@example.kr,2024-05-01,100,2,예"
CORRECTED = {"번호": "number", "메일": "email", "수량": "pieces"}
OTHER_ORDER = ",".join(reversed(NAMES))


def proposed(air: Air, head: str = HEAD, query: str = "?database=air") -> list[dict[str, Any]]:
    """Ask what a table with a header could be."""
    reply = air.client.post(f"/funnel/propose{query}", {"columns": head.split(","), "rows": [["1"] * len(NAMES)]})
    assert reply.status == 200, reply.body
    mappings: list[dict[str, Any]] = reply.data["mappings"]
    return mappings


def learned(air: Air, head: str = HEAD, query: str = "?database=air") -> list[dict[str, str]]:
    """Ask what was learned: column to property, of each mapping."""
    found = [each for each in proposed(air, head, query) if each["learned_from"] is not None]
    return [{each["column"]: each["property"] for each in mapping["columns"]} for mapping in found]


@pytest.mark.parametrize("head", [HEAD, OTHER_ORDER, HEAD.replace("번호", " 번호 ")])
def test_the_columns_are_known_again_and_the_mapping_comes_first(shop: Air, head: str) -> None:
    told = imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED)

    first, *others = proposed(shop, head)

    assert (first["learned_from"], first["class"], first["existing"]) == (told["import_id"], "Order", True)
    assert {each["column"]: each["property"] for each in first["columns"]} == CORRECTED
    assert "by kim" in first["reasons"][0]
    assert others
    assert all(each["learned_from"] is None for each in others)


def test_nothing_is_applied_by_itself(shop: Air) -> None:
    imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED)

    told = imported(shop, f"{HEAD}\n{ROW.replace('1,', '2,', 1)}\n", {"번호": "number"})

    assert told["mapping"] == {"번호": "number"}
    assert rejects(shop, told) == []


def test_the_newest_correction_counts(shop: Air) -> None:
    imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED)
    imported(shop, f"{HEAD}\n{ROW}\n", {"번호": "number"}, op="upsert")

    assert learned(shop) == [{"번호": "number"}]


@pytest.mark.parametrize(
    ("head", "query"),
    [(HEAD + ",또", "?database=air"), (HEAD, ""), (HEAD, "?database=air&class=Flight"), (HEAD, "?database=other")],
)
def test_other_columns_databases_and_classes_are_offered_nothing(shop: Air, head: str, query: str) -> None:
    shop.write("POST", "/database", {"name": "other"})
    imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED)
    body = {"columns": head.split(","), "rows": [["1"] * len(head.split(","))]}

    mappings = shop.client.post(f"/funnel/propose{query}", body).data["mappings"]

    assert [each for each in mappings if each["learned_from"] is not None] == []


def test_many_imports_of_other_tables_push_nothing_out(shop: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spice.application.upkeep.importing.learned.AT_ONCE", 2)
    imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED)
    for number in range(5):
        imported(shop, f"번호\nB-{number}\n", {"번호": "number"})

    assert learned(shop) == [CORRECTED]


def test_what_was_only_tried_teaches_nothing(shop: Air) -> None:
    imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED, dry_run=True)

    assert learned(shop) == []


def test_it_is_told_by_the_names_of_today_without_what_is_gone(shop: Air) -> None:
    imported(shop, f"{HEAD}\n{ROW}\n", CORRECTED)
    changes = [
        {"op": "rename", "class": "Order", "property": "email", "to": "mail"},
        {"op": "rename", "class": "Order", "to": "Purchase"},
        {"op": "update", "name": "Purchase", "patch": {"label": {"en": "Purchase"}}},
    ]
    done = shop.write("POST", "/database/air/ontology/changes", {"message": "names", "changes": changes})
    assert done.data["state"] == "COMPLETED", done.body

    assert learned(shop) == [{**CORRECTED, "메일": "mail"}]

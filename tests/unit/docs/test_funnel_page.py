"""The worked example of docs/funnel.md, run: what the page says is what Funnel says."""

import json
import re
from pathlib import Path
from random import Random

import pytest

from spice.application.funnel.analyze import analyze
from spice.application.funnel.propose import propose_ontology
from spice.application.funnel.source import Source, file_source

PAGE = (Path(__file__).parents[3] / "docs" / "funnel.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def source() -> Source:
    return file_source(block("csv").encode("cp949"), "주문.csv", Random(0).randrange)


def test_the_columns_are_what_the_page_says(source: Source) -> None:
    said = re.findall(r"^\| ([^|]*[가-힣][^|]*) \| (\S+) \| (\S+) \|$", PAGE, re.MULTILINE)

    told = analyze(source, Random(0).randrange)

    assert [(each.name, each.type, each.semantic_type) for each in told.columns] == said
    assert (told.encoding, len(said)) == ("cp949", 6)


def test_the_cell_that_disagrees_is_the_one_the_page_names(source: Source) -> None:
    (table,) = analyze(source, Random(0).randrange).tables

    wrong = [(cell.row, cell.value) for column in table.columns for cell in column.mismatches]

    assert wrong == [(7, "jung.example.kr")]
    assert (list(table.totals), table.titles) == ([8], ["주문 현황 (2024년)"])
    assert table.columns[1].null_count == 1


def test_the_class_is_the_one_the_page_names(source: Source) -> None:
    (shape,) = propose_ontology(source, Random(0).randrange).classes

    assert (shape["name"], shape["key"]) == ("Order", ["order_number"])
    assert [each["name"] for each in shape["properties"]] == json.loads(block("json"))

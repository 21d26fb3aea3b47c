"""The documents show the functions and the rooms that there are."""

from pathlib import Path

import pytest

from infra.catalogue.deployments import DEPLOYMENTS
from infra.catalogue.functions import FUNCTIONS
from infra.diagrams.functions import flow, starts
from infra.diagrams.mermaid import Arrow, Node, flowchart
from infra.diagrams.pages import DRAWINGS, PAGES, drawn


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documents_show_what_is(page: Path) -> None:
    written = page.read_text()

    assert drawn(written) == written, "`make diagrams` draws it anew"


def test_every_diagram_stands_somewhere() -> None:
    pages = "".join(page.read_text() for page in PAGES)

    assert [name for name in DRAWINGS if f"`make diagrams`: {name} -->" not in pages] == []


def test_a_place_that_asks_for_no_diagram_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        drawn("<!-- drawn by `make diagrams`: nothing -->\n<!-- end -->")


def test_every_function_is_started_by_something() -> None:
    ends = {line.split()[-1] for line in starts().splitlines() if "-->" in line}

    assert {function.name.replace("-", "_") for function in (*FUNCTIONS, *DEPLOYMENTS)} <= ends


def test_a_command_can_be_followed_to_its_answer() -> None:
    lines = [line.strip() for line in flow().splitlines()]

    for step in (
        "HTTP --> oms",
        "oms -->|write| PostgreSQL",
        "relay -->|write| bus",
        "bus --> instance_commands",
        "instance_commands --> instance_worker",
        "instance_worker -->|write| event_log",
        "instance_events --> projection",
        "projection -->|write| search_index",
        "search_index -->|read| bff",
    ):
        assert step in lines


def test_what_has_no_arrow_is_drawn_and_what_is_said_twice_once() -> None:
    alone, begin, end = Node("alone"), Node("a b", "store"), Node("c-d", "queue")

    chart = flowchart([alone, Arrow(begin, end, "why"), Arrow(begin, end, "why")])

    assert chart.splitlines()[2:-1] == [
        '    alone["alone"]',
        '    a_b[("a b")]',
        '    c_d[["c-d"]]',
        "    a_b -->|why| c_d",
    ]

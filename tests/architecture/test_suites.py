"""What a suite of its own runs lies where that suite looks: elsewhere, nobody would run it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = {"servers": ("tests/servers/", "tests/contract/"), "emulation": ("tests/emulation/",)}
"""Where `make test-ports`, `make test-kills` and `make emulate` look."""


@pytest.mark.parametrize("mark", PLACES)
def test_what_is_marked_lies_where_its_suite_looks(mark: str) -> None:
    marked = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "tests").rglob("*.py")
        if f"mark.{mark}" in file.read_text() and file != Path(__file__)
    ]

    assert marked
    assert [file for file in marked if not file.startswith(PLACES[mark])] == []

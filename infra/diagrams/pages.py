"""The places in the documents where a diagram stands."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from infra.diagrams.functions import flow, starts
from infra.diagrams.rooms import rooms

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md")
DRAWINGS: Mapping[str, Callable[[], str]] = {
    "flow": flow,
    "starts": starts,
    "floors": partial(rooms, "spice"),
    "rooms": partial(rooms, "spice.application"),
}
_PLACE = re.compile(r"(<!-- drawn by `make diagrams`: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def drawn(page: str) -> str:
    """Give a page with its diagrams as they are today. KeyError: a place asks for a diagram that is none."""
    return _PLACE.sub(lambda place: f"{place[1]}{DRAWINGS[place[2]]()}\n{place[3]}", page)

"""A1 notation: a tab, and the rectangle of it that is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spice.domain.errors import refuse
from spice.domain.wording import quoted

LONGEST = 1000
_CELLS = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,8})(?::\$?([A-Za-z]{0,3})\$?([0-9]{0,8}))?", re.ASCII)
_QUOTED = re.compile(r"'((?:[^']|'')+)'(?:!(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of a tab: rows and columns from 0, the last ones included; None: as far as the tab goes."""

    tab: str | None = None
    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None

    def within(self, rows: int, columns: int) -> Box | None:
        """Cut it to a grid; None where nothing of it is in there."""
        bottom = rows - 1 if self.bottom is None else min(self.bottom, rows - 1)
        right = columns - 1 if self.right is None else min(self.right, columns - 1)
        if bottom < self.top or right < self.left:
            return None
        return Box(top=self.top, left=self.left, bottom=bottom, right=right)


def read_area(text: str, path: str) -> Area:
    """Read `Orders`, `Orders!A2:F`, `'a tab'!B3:D9`, `A1:F`, `2:90`; a name alone is a tab's."""
    quoted_tab = _QUOTED.fullmatch(text)
    if quoted_tab is not None:
        tab, cells = quoted_tab[1].replace("''", "'"), quoted_tab[2]
        return Area(tab=tab) if cells is None else _area(text, tab, cells, path)
    tab, mark, cells = text.rpartition("!")
    if mark:
        return _area(text, tab, cells, path)
    found = _CELLS.fullmatch(text)
    # `Q1` alone is a tab as often as a cell, and a table is more than a cell.
    return _area(text, None, text, path) if found and ":" in text else Area(tab=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of a tab, all of it said: rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left + 1

    def written(self, tab: str) -> str:
        """Write it as the API takes it."""
        name = tab.replace("'", "''")
        return f"'{name}'!{letters(self.left)}{self.top + 1}:{letters(self.right)}{self.bottom + 1}"


def letters(column: int) -> str:
    """Call a column, from 0, as spreadsheets do."""
    said, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        said = chr(ord("A") + digit) + said
    return said


def _area(text: str, tab: str | None, cells: str, path: str) -> Area:
    found = _CELLS.fullmatch(cells)
    if (not tab and tab is not None) or found is None or not cells.strip(":"):
        said = f"{quoted(text)} is no range in A1 notation"
        raise refuse("invalid_parameter", said, path=path, value=text[:LONGEST], hint="such as 'Orders'!A1:F")
    left, top, right, bottom = found.groups()
    if ":" not in cells:
        right, bottom = left, top
    columns = sorted(filter(None, (left, right)), key=lambda each: (len(each), each.upper()))
    rows = sorted(int(each) for each in (top, bottom) if each)
    return Area(
        tab=tab,
        top=max(0, rows[0] - 1) if top and rows else 0,
        left=_column(columns[0]) if left and columns else 0,
        bottom=max(0, rows[-1] - 1) if bottom else None,
        right=_column(columns[-1]) if right else None,
    )


def _column(said: str) -> int:
    number = 0
    for letter in said.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

"""Google Sheets as we want them: a spreadsheet's tabs, the cells of some rows, and whether it changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from spice.domain.sheets.a1 import Box
from spice.domain.sheets.google_keys import GoogleKey
from spice.domain.sheets.merged import Range
from spice.domain.sheets.sheet import Cell
from spice.ports.errors import Momentary


class GoogleBusy(Momentary):
    """A quota is used up, or Google is away: the same question may be answered later."""

    def __init__(self, said: str) -> None:
        super().__init__("google", said)
        self.told = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A tab of a spreadsheet: how large its grid is, and its merged cells."""

    title: str
    rows: int
    columns: int
    hidden: bool = False
    merges: Sequence[Range] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheet:
    """A spreadsheet without its cells; tabs that hold charts alone are none of it."""

    id: str
    title: str
    tabs: Sequence[Tab]


class GridRow(NamedTuple):
    """A row: its number from 1, its cells from the rectangle's first column on, whether it is hidden."""

    number: int
    cells: Sequence[Cell]
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of some rows; hidden columns, counted from the rectangle's first one; formulas that went wrong."""

    rows: Sequence[GridRow]
    hidden_columns: frozenset[int] = frozenset()
    errors: Sequence[str] = field(default_factory=tuple)
    """Such as `C7: #REF!`."""


class GoogleSheets(Protocol):
    """Spreadsheets by id, seen with a key. Each raises DomainError for what the caller can mend (not shared, not there,
    a key that was revoked), GoogleBusy for what passes, and Permanent for what is no answer of Google's."""

    def spreadsheet(self, key: GoogleKey, id_: str) -> Spreadsheet:
        """Read what a spreadsheet is."""
        ...

    def cells(self, key: GoogleKey, id_: str, tab: str, box: Box) -> Grid:
        """Read a rectangle of a tab: one question, one moment. Trailing rows that are empty may be missing."""
        ...

    def revision(self, key: GoogleKey, id_: str) -> str | None:
        """Tell what changes with every change of a spreadsheet; None where the key may not ask."""
        ...

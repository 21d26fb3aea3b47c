"""Google Sheets in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spice.domain.sheets.a1 import Box
from spice.domain.sheets.google_keys import GoogleKey
from spice.domain.sheets.sheet import Cell, Unreadable
from spice.ports.errors import Permanent
from spice.ports.google_sheets import GoogleBusy, Grid, GridRow, Spreadsheet, Tab


@dataclass(kw_only=True)
class MemorySpreadsheet:
    """A spreadsheet: cells by tab, from A1 on; who may read it, and how often it changed."""

    id: str
    title: str
    tabs: Sequence[Tab]
    cells: Mapping[str, Sequence[Sequence[Cell]]]
    shared_with: set[str]
    hidden_rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """By tab, from 1."""
    hidden_columns: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """By tab, from 0."""
    version: int = 1


class MemoryGoogleSheets:
    """The GoogleSheets twin: knows accounts, and tokens by themselves."""

    def __init__(self, *spreadsheets: MemorySpreadsheet) -> None:
        self.held = {each.id: each for each in spreadsheets}
        self.revoked: set[str] = set()
        self.busy = 0
        """Questions that are refused next."""
        self.broken = False
        """Whether what it answers is nonsense."""
        self.drive = True
        """Whether keys may ask for revisions."""
        self.asked = 0

    def spreadsheet(self, key: GoogleKey, id_: str) -> Spreadsheet:
        """Read what a spreadsheet is."""
        found = self._found(key, id_)
        return Spreadsheet(id=found.id, title=found.title, tabs=found.tabs)

    def cells(self, key: GoogleKey, id_: str, tab: str, box: Box) -> Grid:
        """Read a rectangle of a tab."""
        found = self._found(key, id_)
        hidden = found.hidden_rows.get(tab, ())
        rows = [
            GridRow(number + 1, _cut(row, box), number + 1 in hidden)
            for number, row in enumerate(found.cells[tab])
            if box.top <= number <= box.bottom
        ]
        columns = (each - box.left for each in found.hidden_columns.get(tab, ()))
        return Grid(rows=rows, hidden_columns=frozenset(each for each in columns if 0 <= each < box.width))

    def revision(self, key: GoogleKey, id_: str) -> str | None:
        """Tell what changes with every change."""
        found = self._found(key, id_)
        return str(found.version) if self.drive else None

    def _found(self, key: GoogleKey, id_: str) -> MemorySpreadsheet:
        self.asked += 1
        if self.busy:
            self.busy -= 1
            raise GoogleBusy("Google's quota of reading is used up (429): it is free again within a minute")
        if self.broken:
            raise Permanent("google", f"an answer about {id_} is none")
        if key.account in self.revoked:
            raise Unreadable(f"Google gives no token for {key.account}: it was revoked", code="constraint_violated")
        if (found := self.held.get(id_)) is None:
            raise Unreadable(f"spreadsheet {id_}: there is none, or it was deleted (404)", code="not_found")
        if key.account not in found.shared_with:
            raise Unreadable(f"spreadsheet {id_} is not shared with {key.account} (403)", code="forbidden")
        return found


def _cut(row: Sequence[Cell], box: Box) -> Sequence[Cell]:
    cells = row[box.left : box.right + 1]
    return [*cells, *[None] * (box.width - len(cells))]

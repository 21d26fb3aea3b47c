"""Where what Funnel looks at comes from, when a body only names it: an upload, or a Google Sheet."""

from collections.abc import Sequence

from msgspec import Struct

from spice.application.funnel.google_sheets import SheetReader
from spice.application.funnel.source import Source
from spice.application.ground.authorise import authorise
from spice.application.ground.sheet_keys import SheetKeys
from spice.domain.inference.column import Chance
from spice.entrypoints.http.bodies.google_sheet import FunnelSheetBody
from spice.messages.shapes import Count
from spice.ports.directory import Database
from spice.wired import Wired


class TabRow(Struct, frozen=True):
    """A tab: how large its grid is, whether it is hidden, how many merged cells it has."""

    name: str
    rows: Count
    columns: Count
    hidden: bool
    merged: Count


class SpreadsheetRow(Struct, frozen=True):
    """A spreadsheet and its tabs."""

    id: str
    title: str
    tabs: Sequence[TabRow]


class Sources:
    """Opens what a body names, for who may."""

    def __init__(self, ports: Wired) -> None:
        self.uploads, self._directory = ports.uploads, ports.directory
        self._sheets = SheetReader(ports.google, SheetKeys(ports.sheet_credentials, ports.seal))

    def sheet(self, subject: str, body: FunnelSheetBody, name: str | None, chance: Chance) -> Source:
        """Read a Google Sheet."""
        return self._sheets.looked_at(self._database(subject, body), body.asked("/google_sheet"), name, chance)

    def tabs(self, subject: str, body: FunnelSheetBody) -> SpreadsheetRow:
        """List the tabs of one."""
        asked = body.asked("/google_sheet")
        book = self._sheets.spreadsheet(self._sheets.key(self._database(subject, body), asked), asked)
        tabs = [TabRow(each.title, each.rows, each.columns, each.hidden, len(each.merges)) for each in book.tabs]
        return SpreadsheetRow(book.id, book.title, tabs)

    def _database(self, subject: str, body: FunnelSheetBody) -> Database:
        return authorise(self._directory, database=body.database, subject=subject, needs="editor").database

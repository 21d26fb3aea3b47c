"""How a body names a Google Sheet."""

from typing import Annotated

from pydantic import Field

from spice.application.funnel.google_sheets import Hidden, SheetAsked
from spice.domain.sheets.a1 import LONGEST, read_area
from spice.domain.sheets.google_keys import spreadsheet_id
from spice.entrypoints.http.bodies.body import EdgeModel


class GoogleSheetBody(EdgeModel):
    """A spreadsheet, the tab or range of it that is read, and by which credential, where there are several."""

    id: Annotated[str, Field(min_length=1, max_length=2000, description="Its id, or its address in a browser.")]
    range: Annotated[str, Field(min_length=1, max_length=LONGEST, description="A tab, or A1 notation.")] | None = None
    hidden: Annotated[Hidden, Field(description="What becomes of hidden rows and columns.")] = "read"
    credential: Annotated[str, Field(min_length=1, max_length=100)] | None = None

    def asked(self, path: str) -> SheetAsked:
        """Check it; `path` is where it stands in the body."""
        if self.range is not None:
            read_area(self.range, f"{path}/range")
        id_ = spreadsheet_id(self.id, f"{path}/id")
        return SheetAsked(id=id_, range=self.range, hidden=self.hidden, credential=self.credential)


class FunnelSheetBody(GoogleSheetBody):
    """... and the database whose credential reads it; its editors alone may."""

    database: Annotated[str, Field(min_length=1, max_length=200)]

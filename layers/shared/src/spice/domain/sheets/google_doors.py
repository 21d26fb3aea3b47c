"""Where Google is: nobody else is asked for a sheet."""

from dataclasses import dataclass

NO_WAY = "the platform's network has no way out"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleDoors:
    """The Sheets API, the Drive API, and where keys become tokens."""

    sheets: str = "https://sheets.googleapis.com"
    drive: str = "https://www.googleapis.com"
    token: str = "https://oauth2.googleapis.com/token"
    open: bool = True
    """Whether there is a way to it from here."""

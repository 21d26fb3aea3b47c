"""Where Google is: nobody else is asked for a sheet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleDoors:
    """The Sheets API, the Drive API, and where keys become tokens."""

    sheets: str = "https://sheets.googleapis.com"
    drive: str = "https://www.googleapis.com"
    token: str = "https://oauth2.googleapis.com/token"

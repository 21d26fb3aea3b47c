"""Cells as a table writes them: read again, each is what it was."""

import re
from collections.abc import Iterable

END = "\r\n"
_QUOTED = re.compile('[",\r\n]').search
_RUN = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]").match
"""How a cell begins that a spreadsheet would run, behind apostrophes that were put before it already."""


def row(cells: Iterable[str | None]) -> str:
    """Write a record: nothing for None, `""` for an empty text, quotes where they are needed."""
    return ",".join(map(_cell, cells)) + END


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if _RUN(text) else text


def as_meant(text: str) -> str:
    """Take the apostrophe away that `harmless` put."""
    return text[1:] if text.startswith("'") and _RUN(text) else text


def _cell(text: str | None) -> str:
    if text is None:
        return ""
    if text == "" or _QUOTED(text):
        return '"' + text.replace('"', '""') + '"'
    return text

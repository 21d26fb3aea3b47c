"""The worked example of docs/sheets.md: the sheet and the rejects are those of the tests that run it."""

import csv
import re
from pathlib import Path

from tests.flow.imports.test_google_sheets import ROWS

PAGE = (Path(__file__).parents[3] / "docs" / "sheets.md").read_text(encoding="utf-8")


def test_the_page_shows_the_sheet_that_is_imported() -> None:
    shown, rejected = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)

    assert [[cell or None for cell in row] for row in csv.reader(shown.splitlines())] == ROWS
    assert next(csv.DictReader(rejected.splitlines()))["row"] == "4"

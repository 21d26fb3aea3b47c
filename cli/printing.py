"""What people and programs see: tables for people; with --json, `data` alone on stdout."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.answer import Answer
from cli.failure import Failure, Refused
from spice.messages.codec import encode

NARROWEST = 6
GAP = 2
LISTED = 20


class Printer:
    """Prints one command's answer, for a person or a program."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.out = Console(highlight=False, soft_wrap=False)
        self.err = Console(stderr=True, highlight=False)

    def data(self, value: object) -> None:
        """Print a value as JSON on stdout, whoever reads it."""
        print(msgspec.json.format(encode(value), indent=2).decode())

    def line(self, value: object) -> None:
        """Print a value as one line of JSON."""
        print(encode(value).decode(), flush=True)

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print a table; where it is too wide, its widest columns give way."""
        cells = [[cell if isinstance(cell, Text) else Text(shown(cell)) for cell in row] for row in rows]
        widths = fitted([self._natural(name, [row[n] for row in cells]) for n, name in enumerate(columns)], self.width)
        table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
        for column, width in zip(columns, widths, strict=True):
            table.add_column(Text(column), overflow="ellipsis", no_wrap=True, width=width)
        for row in cells:
            table.add_row(*row)
        self.out.print(table)

    @property
    def width(self) -> int:
        """How many characters a line holds."""
        return self.out.width

    def _natural(self, column: str, cells: Sequence[Text]) -> int:
        return max(len(column), *(cell.cell_len for cell in cells), 1) if cells else len(column)

    def facts(self, pairs: Mapping[str, object]) -> None:
        """Print names and values, one a line."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs.items():
            table.add_row(Text(name), Text(shown(value, widest=2000)))
        self.out.print(table)

    def say(self, text: str) -> None:
        """Tell a person something; programs are not told."""
        if not self.as_json:
            self.out.print(Text(text), soft_wrap=True)

    def warn(self, text: str) -> None:
        """Tell on stderr."""
        self.err.print(Text(text), soft_wrap=True)

    def failure(self, failure: Failure) -> None:
        """Tell on stderr why a command failed, each broken rule on its line."""
        answer = failure.answer if isinstance(failure, Refused) else None
        if answer is None:
            self.err.print(Text(str(failure), style="red"), soft_wrap=True)
        elif len(answer.errors) == 1:
            self.err.print(Text(f"refused: {described(answer.errors[0])}", style="red"), soft_wrap=True)
        else:
            self.err.print(Text(f"refused: {failure}", style="red"), soft_wrap=True)
            self.errors(answer)

    def errors(self, answer: Answer) -> None:
        """List an answer's errors on stderr."""
        for error in answer.errors[:LISTED]:
            self.err.print(Text("  " + described(error)), soft_wrap=True)
        if len(answer.errors) > LISTED:
            self.err.print(Text(f"  and {len(answer.errors) - LISTED} more"))


def described(error: Mapping[str, Any]) -> str:
    """Say a broken rule in one line: its code, where, what, and the hint."""
    where = f" at {error['path']}" if error.get("path") else ""
    hint = f" ({error['hint']})" if error.get("hint") else ""
    return f"{error.get('code', 'error')}{where}: {error.get('message', '')}{hint}"


def shown(value: object, *, widest: int = 200) -> str:
    """Write a value for a table's cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = encode(value).decode()
    return text if len(text) <= widest else text[: widest - 1] + "…"


def labelled(value: object) -> object:
    """Write a label's languages side by side; other values stay."""
    return " · ".join(map(str, value.values())) if isinstance(value, Mapping) else value


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Narrow the widest columns, one character at a time, until all fit in a line."""
    narrowed = list(widths)
    while sum(narrowed) + GAP * len(narrowed) > room and max(narrowed, default=0) > NARROWEST:
        narrowed[narrowed.index(max(narrowed))] -= 1
    return narrowed


def marked(text: str) -> Text:
    """Show a highlight (`a <em>word</em>`, HTML-escaped) as a person sees it."""
    shown_text = Text()
    for n, part in enumerate(re.split(r"</?em>", text)):
        shown_text.append(unescape(part), style="bold yellow" if n % 2 else None)
    return shown_text

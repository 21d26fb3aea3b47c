"""What people and programs see: tables for people; with --json, `data` alone on stdout.

Everything a command prints goes through here, and nothing leaves as it came: data may hold what steers a terminal.
"""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import msgspec
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from cli.answer import Answer
from cli.failure import Failure, Refused
from cli.visible import visible, visible_json
from spice.messages.codec import encode

NARROWEST = 6
GAP = 2
LISTED = 20
_ONE = Text(" ")


class Printer:
    """Prints one command's answer, for a person or a program."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.out = Console(highlight=False, soft_wrap=False)
        self.err = Console(stderr=True, highlight=False)

    def data(self, value: object) -> None:
        """Print a value as JSON on stdout, whoever reads it."""
        print(visible_json(msgspec.json.format(encode(value), indent=2).decode()))

    def line(self, value: object) -> None:
        """Print a value as one line of JSON."""
        print(visible_json(encode(value).decode()), flush=True)

    def bytes(self, content: bytes) -> None:
        """Write an export on stdout: exactly into a file or a pipe; a terminal is shown what would steer it."""
        if sys.stdout is None:
            raise Failure("standard output is closed: say --output FILE")
        if sys.stdout.isatty():
            for line in content.decode().splitlines():
                self.out.print(plain(line), soft_wrap=True)
        else:
            sys.stdout.buffer.write(content)

    def table(
        self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Collection[str] = ()
    ) -> None:
        """Print a table; where it is too wide, its widest columns give way."""
        cells = [[cell if isinstance(cell, Text) else plain(shown(cell)) for cell in row] for row in rows]
        titles = [plain(column) for column in columns]
        widths = [
            max(each.cell_len for each in (name, *(row[n] for row in cells), _ONE)) for n, name in enumerate(titles)
        ]
        table = Table(title=plain(title) if title else None, title_justify="left", header_style="bold", box=None)
        table.pad_edge = False
        for name, width in zip(titles, fitted(widths, self.width), strict=True):
            justify: JustifyMethod = "right" if name.plain in right else "left"
            table.add_column(name, overflow="ellipsis", no_wrap=True, width=width, justify=justify)
        for row in cells:
            table.add_row(*row)
        self.out.print(table)

    @property
    def width(self) -> int:
        """How many characters a line holds."""
        return self.out.width

    def facts(self, pairs: Mapping[str, object]) -> None:
        """Print names and values, one a line."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in pairs.items():
            table.add_row(plain(name), plain(shown(value, widest=2000)))
        self.out.print(table)

    def say(self, text: str, *, style: str = "") -> None:
        """Tell a person something, in one line; programs are not told."""
        if not self.as_json:
            self.out.print(plain(text, style), soft_wrap=True)

    def warn(self, text: str, *, style: str = "") -> None:
        """Tell on stderr, in one line."""
        self.err.print(plain(text, style), soft_wrap=True)

    def waiting(self, text: str) -> AbstractContextManager[object]:
        """Show on a terminal what is waited for."""
        return self.err.status(plain(text))

    def failure(self, failure: Failure) -> None:
        """Tell on stderr why a command failed, each broken rule on its line."""
        answer = failure.answer if isinstance(failure, Refused) else None
        if answer is None:
            self.warn(str(failure), style="red")
        elif len(answer.errors) == 1:
            self.warn(f"refused: {described(answer.errors[0])}", style="red")
        else:
            self.warn(f"refused: {failure}", style="red")
            self.errors(answer)

    def errors(self, answer: Answer) -> None:
        """List an answer's errors on stderr."""
        for error in answer.errors[:LISTED]:
            self.warn("  " + described(error))
        if len(answer.errors) > LISTED:
            self.warn(f"  and {len(answer.errors) - LISTED} more")


def plain(text: str, style: str = "") -> Text:
    """Make what is printed of a text: no markup, no control characters."""
    return Text(visible(text), style=style)


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
        shown_text.append(visible(unescape(part)), style="bold yellow" if n % 2 else None)
    return shown_text

"""What people and programs see: tables for people; with --json, `data` alone on stdout."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.answer import Answer
from cli.failure import Failure, Refused
from spice.messages.codec import encode

WIDEST = 60
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
        """Print a table."""
        table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
        for column in columns:
            table.add_column(Text(column), overflow="ellipsis", no_wrap=True, max_width=WIDEST)
        for row in rows:
            table.add_row(*(Text(shown(cell)) for cell in row))
        self.out.print(table)

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
            self.out.print(Text(text))

    def warn(self, text: str) -> None:
        """Tell on stderr."""
        self.err.print(Text(text))

    def failure(self, failure: Failure) -> None:
        """Tell on stderr why a command failed, each broken rule on its line."""
        self.err.print(Text(f"refused: {failure}" if isinstance(failure, Refused) else str(failure), style="red"))
        if isinstance(failure, Refused):
            self.errors(failure.answer)

    def errors(self, answer: Answer) -> None:
        """List an answer's errors on stderr."""
        for error in answer.errors[:LISTED]:
            self.err.print(Text("  " + described(error)))
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

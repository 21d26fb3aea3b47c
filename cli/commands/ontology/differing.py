"""Entries of a difference as people read them: what is gone in red, what is new in green."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from cli.printing import Printer, plain, shown

_MARKS: Mapping[str, tuple[str, str]] = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "rename": (">", "cyan"),
    "delete": ("-", "red"),
}
_SEVERE: Mapping[str, str] = {"breaking": "bold red", "weakening": "yellow"}


def print_entries(printer: Printer, entries: Sequence[Mapping[str, Any]], *, err: bool = False) -> None:
    """Print entries, an entry and its two values a paragraph; programs are not told."""
    out = printer.err if err else printer.out
    for entry in () if printer.as_json and not err else entries:
        out.print(_head(entry), soft_wrap=True)
        if entry.get("op") in ("update", "rename"):
            for sign, name, style in (("-", "before", "red"), ("+", "after", "green")):
                out.print(plain(f"    {sign} {shown(entry.get(name), widest=2000)}", style), soft_wrap=True)


def _head(entry: Mapping[str, Any]) -> Text:
    mark, style = _MARKS.get(str(entry.get("op")), ("?", ""))
    text = plain(f"{mark} {entry.get('path')}", style)
    if (severity := str(entry.get("severity"))) in _SEVERE:
        text.append_text(plain(f"  {severity}: {entry.get('reason')}", _SEVERE[severity]))
    return text

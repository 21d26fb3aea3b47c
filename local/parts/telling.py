"""Tells a person how fetching goes: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


class Telling:
    """Tells it on standard error. Costs nothing while nothing is fetched."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console
        self._bar: Progress | None = None

    def begin(self, title: str, size: int) -> None:
        """Show what is fetched."""
        if self._out().is_terminal:
            self._bar = _bar(self._out())
            self._bar.add_task(title, total=size)
            self._bar.start()
        else:
            self.say(f"fetching {title}: {-(-size // 1_000_000)} MB, once")

    def advance(self, size: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0], size)

    def say(self, text: str) -> None:
        """Print a line."""
        self._out().print(text, markup=False)

    def end(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _out(self) -> Console:
        if self._console is None:
            from rich.console import Console

            self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        return self._console


def _bar(console: Console) -> Progress:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    return Progress(*columns, console=console)

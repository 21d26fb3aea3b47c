"""Progress bars with a rate."""

from collections.abc import Callable

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from cli.loading.tally import Tally
from cli.printing import Printer
from cli.visible import visible


class Count(ProgressColumn):
    """How many lines, of how many, and how many a second."""

    def render(self, task: Task) -> Text:
        """Write the count and the rate."""
        speed = task.finished_speed or task.speed
        total = f" of {int(task.total):,}" if task.total is not None else ""
        return Text(f"{int(task.completed):>9,}{total}" + (f"  {speed:,.0f}/s" if speed else ""))


def bars(printer: Printer) -> Progress:
    """Make the bars, on stderr; on no terminal they are printed once, at the end."""
    name = TextColumn("{task.description}", markup=False)
    return Progress(name, BarColumn(bar_width=30), Count(), TimeElapsedColumn(), console=printer.err)


def bar(progress: Progress, name: str, total: int | None) -> Callable[[Tally], None]:
    """Add a bar and return what moves it."""
    task = progress.add_task(visible(name), total=total)

    def move(tally: Tally) -> None:
        progress.update(task, completed=tally.done, total=total or None)

    return move

"""What was measured, beside what was aimed at."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `reached` is None for what has no target."""

    name: str
    measured: str
    target: str = ""
    reached: bool | None = None
    note: str = ""


def at_least(name: str, value: float, target: float, unit: str = "", *, note: str = "") -> Figure:
    """A figure that should be high."""
    return Figure(
        name=name,
        measured=shown(value, unit),
        target=f">= {shown(target, unit)}",
        reached=value >= target,
        note=note,
    )


def at_most(name: str, value: float, target: float, unit: str = "", *, note: str = "") -> Figure:
    """A figure that should be low."""
    return Figure(
        name=name,
        measured=shown(value, unit),
        target=f"<= {shown(target, unit)}",
        reached=value <= target,
        note=note,
    )


def shown(value: float, unit: str = "") -> str:
    """Write a number with about three digits that mean something."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 4
    return f"{value:,.{digits}f}{unit}"


def quantile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def print_beside(light: Sequence[Figure], full: Sequence[Figure]) -> None:
    """Print each figure of the full platform beside the light one's; targets are the full platform's."""
    own = {figure.name: figure for figure in light}
    print_table(
        [
            Figure(
                name=figure.name,
                measured=f"{figure.measured}  (light {own[figure.name].measured})",
                target=figure.target,
                reached=figure.reached,
                note=figure.note and f"{figure.note}\nlight: {own[figure.name].note}",
            )
            for figure in full
        ]
    )


def print_table(figures: Sequence[Figure]) -> None:
    """Print the table, and what else the machine was doing."""
    table = Table(box=None, pad_edge=False)
    for column in ("figure", "measured", "target", "reached"):
        table.add_column(column, justify="right" if column in ("measured", "target") else "left", no_wrap=True)
    table.add_column("beside it")
    for figure in figures:
        reached = {True: "yes", False: "no", None: ""}[figure.reached]
        table.add_row(figure.name, figure.measured, figure.target, reached, figure.note)
    console = Console(width=max(160, Console().width), highlight=False)
    console.print(table)
    judged = [figure for figure in figures if figure.reached is not None]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    console.print(f"\n{sum(figure.reached is True for figure in judged)} of {len(judged)} reached", end="; ")
    console.print(f"{os.cpu_count()} cores, load average now {load}")

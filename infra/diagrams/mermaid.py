"""Flowcharts as GitHub renders them: https://mermaid.js.org/syntax/flowchart.html."""

from collections.abc import Iterable
from dataclasses import dataclass

SHAPES = {"box": ("[", "]"), "store": ("[(", ")]"), "queue": ("[[", "]]"), "start": ("([", "])")}


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A thing by its name; `shape` is one of SHAPES."""

    name: str
    shape: str = "box"

    @property
    def id(self) -> str:
        """What arrows call it."""
        return self.name.replace("-", "_").replace(" ", "_")

    def __str__(self) -> str:
        opened, closed = SHAPES[self.shape]
        return f'{self.id}{opened}"{self.name}"{closed}'


@dataclass(frozen=True, slots=True, order=True)
class Arrow:
    """From one to another, with what it says."""

    begin: Node
    end: Node
    label: str = ""

    def __str__(self) -> str:
        return f"{self.begin.id} -->{f'|{self.label}|' if self.label else ''} {self.end.id}"


def flowchart(parts: Iterable[Arrow | Node], direction: str = "LR") -> str:
    """Write all things, also those that have no arrow, then the arrows, each once, as a fenced block."""
    drawn = list(dict.fromkeys(parts))
    arrows = [part for part in drawn if isinstance(part, Arrow)]
    things = [part for part in drawn if isinstance(part, Node)]
    things += [end for arrow in arrows for end in (arrow.begin, arrow.end)]
    lines = [f"    {line}" for line in (*dict.fromkeys(things), *arrows)]
    return "\n".join(["```mermaid", f"flowchart {direction}", *lines, "```"])

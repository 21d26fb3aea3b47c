"""What is wrong with a text of records, where, and whether that is refused or mended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A broken rule: its line (and column, from 1), what is wrong, and how lenience mends it."""

    line: int
    said: str
    column: int | None = None
    name: str | None = None
    mended: str | None = None
    undecoded: bool = False

    @property
    def where(self) -> str:
        """Name the column, if it is one column's flaw."""
        if self.column is None:
            return ""
        return f"column {self.column}" + (f" ({self.name})" if self.name else "")


class Broken(Exception):
    """A text that is not what it should be; `flaw` says where."""

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        place = f"line {flaw.line}" + (f", {flaw.where}" if flaw.where else "")
        super().__init__(f"{place}: {flaw.said}")


class Strictness:
    """Refuses every flaw; a lenient one tells of those that can be mended and goes on."""

    def __init__(self, *, lenient: bool = False, tell: Callable[[Flaw], None] = lambda flaw: None) -> None:
        self.lenient = lenient
        self._tell = tell
        self.header: Sequence[str | None] = ()

    def meet(
        self, line: int, said: str, *, column: int | None = None, mended: str | None = None, undecoded: bool = False
    ) -> None:
        """Raise Broken, or tell how it is mended."""
        name = self.header[column - 1] if column is not None and column <= len(self.header) else None
        flaw = Flaw(line=line, said=said, column=column, name=name, mended=mended, undecoded=undecoded)
        if mended is None or not self.lenient:
            raise Broken(flaw)
        self._tell(flaw)

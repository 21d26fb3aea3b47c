"""Columns that options name: each must be in something that is loaded, else it is a slip of the pen."""

from collections.abc import Iterable, Mapping

from cli.failure import WrongUse
from spice.domain.hints import did_you_mean


class Named:
    """The columns that options name (`--map x=…`), and which of them are not met yet."""

    def __init__(self, options: Mapping[str, str] | None = None) -> None:
        self._missing = dict(options or {})
        self._met: dict[str, None] = {}
        self.last = False
        """Whether what is read next is all there is: what it lacks is nowhere."""

    def meet(self, columns: Iterable[str | None]) -> None:
        """Take note of a table's columns, or the names in a line of JSON."""
        for column in columns:
            if column is not None and column not in self._met:
                self._met[column] = None
                self._missing.pop(column, None)

    def refuse_missing(self) -> None:
        """WrongUse for the first column that nothing has."""
        for column, option in self._missing.items():
            raise WrongUse(f"{option}: there is no column {column!r}{hinted(column, self._met)}")


def hinted(name: str, known: Iterable[str]) -> str:
    """Add what may be meant, where there is something like it."""
    hint = did_you_mean(name, known)
    return f" ({hint})" if hint else ""

"""A page of linked instances while it is filled: so many, and so many bytes."""

from collections.abc import Callable, Sequence

from msgspec import Raw

from spice.application.queries.linking.state import State
from spice.application.queries.linking.walk import TOGETHER, Reached
from spice.application.queries.pages import Room
from spice.domain.instance.model import Instance
from spice.messages.codec import encode
from spice.ports.many_instances import Name


class Filling:
    """Rows of a page. `write` makes one of an instance."""

    def __init__(self, state: State, write: Callable[[Instance], object], limit: int) -> None:
        self._state, self._write, self.room = state, write, limit
        self._rows: list[bytes] = []
        self._page = Room()

    def add(self, names: Sequence[Name]) -> list[Name]:
        """Put in as many as there is room for; tells which. Those that are gone by now take none."""
        told: list[Name] = []
        for start in range(0, min(len(names), self.room), TOGETHER):
            some = names[start : min(start + TOGETHER, start + self.room)]
            found = self._state.at(some)
            for name in some:
                if name in found and not self._put(encode(self._write(found[name]))):
                    return told
                told.append(name)
        return told

    def add_reached(self, reached: Reached) -> tuple[list[Name], str | None]:
        """Put in what a step reached; tells which, and the id to go on from (None: nothing is left)."""
        told = self.add(list(reached.nodes))
        if reached.rest <= len(told):
            return told, None
        return told, reached.last if len(told) == len(reached.nodes) else told[-1].id if told else ""

    @property
    def rows(self) -> Raw:
        """All of them, as JSON."""
        return Raw(b"[" + b",".join(self._rows) + b"]")

    def _put(self, row: bytes) -> bool:
        if self.room == 0 or not self._page.holds(len(row)):
            self.room = 0
            return False
        self._rows.append(row)
        self.room -= 1
        return True

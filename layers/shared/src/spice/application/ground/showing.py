"""What an answer shows of persons: noted where values are opened, so that no door can show any without."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from spice.domain.notes import Shown
from spice.domain.personal import ValuePlace

NOTE_BYTES = 32 * 1024
"""How much ids one note has at most: of more, there are several."""


class Showing:
    """The places of the values that one answer opened."""

    def __init__(self) -> None:
        self._opened: dict[UUID, dict[tuple[str, str], set[str]]] = {}
        self._files: dict[UUID, list[Shown]] = {}

    def saw(self, database: UUID, place: ValuePlace) -> None:
        """Take in the place of a value."""
        of_instance = self._opened.setdefault(database, {}).setdefault((place.root_id, place.instance), set())
        of_instance.add(place.property_id)

    @property
    def databases(self) -> Sequence[UUID]:
        """Those of which something was opened."""
        return list({**self._opened, **self._files})

    def saw_file(self, database: UUID, root_id: str, properties: Collection[str]) -> None:
        """Take in a file that is given away: of whom it is was noted when it was written."""
        self._files.setdefault(database, []).append(Shown(root_id=root_id, properties=sorted(properties), ids=()))

    def parts(self, database: UUID) -> Iterator[Sequence[Shown]]:
        """Tell what was opened of a database, in parts of a bounded size; every instance is named."""
        part, left = dict[tuple[str, tuple[str, ...]], list[str]](), NOTE_BYTES
        for (root, identity), properties in self._opened.get(database, {}).items():
            if left <= 0:
                yield _told(part)
                part, left = {}, NOTE_BYTES
            part.setdefault((root, tuple(sorted(properties))), []).append(identity)
            left -= len(identity.encode()) + 3
        if part:
            yield _told(part)
        if files := self._files.get(database):
            yield files


def _told(part: dict[tuple[str, tuple[str, ...]], list[str]]) -> Sequence[Shown]:
    return [Shown(root_id=root, properties=properties, ids=ids) for (root, properties), ids in part.items()]


_showing: ContextVar[Showing | None] = ContextVar("what is shown", default=None)


@contextmanager
def showing() -> Iterator[Showing]:
    """Take in what is opened inside."""
    shown = Showing()
    token = _showing.set(shown)
    try:
        yield shown
    finally:
        _showing.reset(token)


def saw(database: UUID, place: ValuePlace) -> None:
    """Tell whoever looks that a value was opened."""
    if (shown := _showing.get()) is not None:
        shown.saw(database, place)


def saw_file(database: UUID, root_id: str, properties: Collection[str]) -> None:
    """Tell whoever looks that a file with these properties was given away."""
    if properties and (shown := _showing.get()) is not None:
        shown.saw_file(database, root_id, properties)

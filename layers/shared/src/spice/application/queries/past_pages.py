"""Pages of an instance's past: a page goes on behind a version, whatever happens, and costs what it shows."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from spice.application.queries.event_rows import EventRow
from spice.application.queries.history import Names, history
from spice.application.queries.instances import InstanceQueries, Traced
from spice.application.queries.pages import Room
from spice.application.queries.past_questions import Asked, VersionRow
from spice.messages.event import Event

AT_ONCE = 200
"""Events that are read together: what a page has no room for is not read either."""
Versioned = TypeVar("Versioned", Event, EventRow)
Row = TypeVar("Row", EventRow, VersionRow)


class PastPage(NamedTuple, Generic[Row]):
    """Events as they are told, how many there are on all pages, and the version behind which the next begins."""

    rows: Sequence[Row]
    total: int
    last: int | None


class PastPages(Generic[Row]):
    """Reads pages of one instance's past. `write` tells an event."""

    def __init__(
        self, instances: InstanceQueries, traced: Traced, names: Names, *, write: Callable[[EventRow], Row]
    ) -> None:
        self._instances, self._traced, self._names = instances, traced, names
        self._write: Callable[[EventRow], Row] = write

    def page(self, asked: Asked, last: int | None, limit: int) -> PastPage[Row]:
        """Read what is asked for behind a version (None: from the beginning of the order)."""
        if asked.every:
            return self._slice(asked, last, limit)
        events = self._instances.events(self._traced)
        chosen = [event for event in events if asked.is_of(event)]
        if asked.path is None:
            page, more = _cut(chosen, asked, last, limit)
            told = _ordered(history(events, self._names, only=_versions(page)), asked)
            return self._told(told, len(chosen), more=more)
        rows = [row for row in history(events, self._names, only=_versions(chosen)) if asked.touches(row)]
        found, more = _cut(rows, asked, last, limit)
        return self._told(_ordered(found, asked), len(rows), more=more)

    def _slice(self, asked: Asked, last: int | None, limit: int) -> PastPage[Row]:
        """Read a page of all events: every version has one, so the page is known before anything is read."""
        total = self._traced.head.version
        if asked.newest_first:
            upto = total if last is None else min(last - 1, total)
            first, more = max(1, upto - limit + 1), upto > limit
        else:
            first = 1 if last is None else last + 1
            upto = min(first + limit - 1, total)
            more = upto < total
        if upto < first:
            return PastPage([], total, None)
        return self._told(self._walked(asked, first, upto), total, more=more)

    def _walked(self, asked: Asked, first: int, upto: int) -> Iterator[EventRow]:
        """Tell some versions in the order that is asked for, as they are read."""
        starts = range(first, upto + 1, AT_ONCE)
        for start in reversed(starts) if asked.newest_first else starts:
            events = self._instances.events(self._traced, after=start - 1, up_to=min(start + AT_ONCE - 1, upto))
            before = self._instances.before(self._traced, start)
            yield from _ordered(history(events, self._names, before), asked)

    def _told(self, found: Sequence[EventRow] | Iterator[EventRow], total: int, *, more: bool) -> PastPage[Row]:
        """Write what a page holds."""
        rows, room = list[Row](), Room()
        for row in map(self._write, found):
            if not room.takes(row):
                return PastPage(rows, total, rows[-1].version)
            rows.append(row)
        return PastPage(rows, total, rows[-1].version if more else None)


def _ordered(rows: Sequence[EventRow], asked: Asked) -> list[EventRow]:
    return sorted(rows, key=lambda row: row.version, reverse=asked.newest_first)


def _cut(found: Sequence[Versioned], asked: Asked, last: int | None, limit: int) -> tuple[Sequence[Versioned], bool]:
    """Cut a page out of what was chosen, oldest first; tell whether there is more."""
    if asked.newest_first:
        rest = [each for each in found if last is None or each.version < last]
        return rest[-limit:], len(rest) > limit
    rest = [each for each in found if last is None or each.version > last]
    return rest[:limit], len(rest) > limit


def _versions(found: Sequence[Versioned]) -> frozenset[int]:
    return frozenset(each.version for each in found)

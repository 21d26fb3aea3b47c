"""Pages of an instance's past: a page goes on behind a version, whatever happens, and costs what it shows."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from spice.application.queries.event_rows import EventRow
from spice.application.queries.history import Names, history
from spice.application.queries.instances import InstanceQueries, Traced
from spice.application.queries.past_questions import Asked
from spice.messages.event import Event

Versioned = TypeVar("Versioned", Event, EventRow)


class PastPage(NamedTuple):
    """Events with what each changed, how many there are on all pages, and the version behind which the next begins."""

    rows: Sequence[EventRow]
    total: int
    last: int | None


class PastPages:
    """Reads pages of one instance's past."""

    def __init__(self, instances: InstanceQueries, traced: Traced, names: Names) -> None:
        self._instances, self._traced, self._names = instances, traced, names

    def page(self, asked: Asked, last: int | None, limit: int) -> PastPage:
        """Read what is asked for behind a version (None: from the beginning of the order)."""
        if asked.every:
            return self._slice(asked, last, limit)
        events = self._instances.events(self._traced)
        chosen = [event for event in events if asked.is_of(event)]
        if asked.path is None:
            page, more = _cut(chosen, asked, last, limit)
            return self._told(asked, history(events, self._names, only=_versions(page)), len(chosen), more=more)
        rows = [row for row in history(events, self._names, only=_versions(chosen)) if asked.touches(row)]
        found, more = _cut(rows, asked, last, limit)
        return self._told(asked, found, len(rows), more=more)

    def _slice(self, asked: Asked, last: int | None, limit: int) -> PastPage:
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
        start = self._instances.before(self._traced, first)
        events = self._instances.events(self._traced, after=first - 1, up_to=upto)
        return self._told(asked, history(events, self._names, start), total, more=more)

    def _told(self, asked: Asked, rows: Sequence[EventRow], total: int, *, more: bool) -> PastPage:
        ordered = sorted(rows, key=lambda row: row.version, reverse=asked.newest_first)
        return PastPage(ordered, total, ordered[-1].version if more else None)


def _cut(found: Sequence[Versioned], asked: Asked, last: int | None, limit: int) -> tuple[Sequence[Versioned], bool]:
    """Cut a page out of what was chosen, oldest first; tell whether there is more."""
    if asked.newest_first:
        rest = [each for each in found if last is None or each.version < last]
        return rest[-limit:], len(rest) > limit
    rest = [each for each in found if last is None or each.version > last]
    return rest[:limit], len(rest) > limit


def _versions(found: Sequence[Versioned]) -> frozenset[int]:
    return frozenset(each.version for each in found)

"""Long histories, which are in packs, held against the log's lines: every event, and every state that was put aside."""

from collections.abc import Sequence
from uuid import UUID

from spice.application.upkeep.deep.second_fold import Folded, folded
from spice.domain.instance.model import Instance
from spice.messages.event import Event
from spice.messages.line import Line
from spice.ports.errors import Permanent
from spice.ports.instance_reader import InstanceReader


class CompareHistory:
    """Reads what queries read: packs by range, and the tail behind them."""

    def __init__(self, reader: InstanceReader, every: int) -> None:
        self._reader, self._every = reader, every

    def __call__(self, database: UUID, lines: Sequence[Line]) -> str | None:
        """Say what the history of an instance has otherwise than its lines, oldest first; None for nothing.

        Shorter ones are in no pack. Raises Transient.
        """
        if len(lines) < self._every:
            return None
        name = database, lines[0].root or lines[0].class_id or "", lines[0].id or ""
        try:
            return self._events(name, lines) or self._states(name, lines)
        except Permanent as unread:
            return f"its history cannot be read: {unread}"

    def _events(self, name: tuple[UUID, str, str], lines: Sequence[Line]) -> str | None:
        events = self._reader.events(*name, up_to=len(lines))
        if len(events) != len(lines):
            return f"its history has {len(events)} events, the log {len(lines)}"
        for line, event in zip(lines, events, strict=True):
            if _told(event) != _told(line):
                return f"its history has version {line.version} otherwise"
        return None

    def _states(self, name: tuple[UUID, str, str], lines: Sequence[Line]) -> str | None:
        state = Folded()
        for end in range(self._every, len(lines) + 1, self._every):
            state = folded(lines[end - self._every : end], state)
            if not _same(state, self._reader.at_version(*name, end)):
                return f"its history has another state at version {end}"
        return None


def _told(event: Event | Line) -> tuple[object, ...]:
    return event.type, event.version, event.class_id, event.data, event.set, event.unset


def _same(state: Folded, instance: Instance | None) -> bool:
    if instance is None:
        return False
    there = instance.version, instance.deleted, instance.class_id, dict(instance.data)
    return there == (state.version, state.deleted, state.class_id, state.data)

"""The log against the index, value by value: every instance is folded again, in as much memory as a part of them takes.

Lines are put aside by the first byte of their instance's stream, which is also the index's order: so both are walked
side by side, one part after another.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from spice.application.upkeep.deep.compare_history import CompareHistory
from spice.application.upkeep.deep.contradictions import ended_twice, misplaced
from spice.application.upkeep.deep.read_deep import PLACE, STREAM, STREAMS, Put, ReadDeep
from spice.application.upkeep.deep.second_fold import Folded, folded, unfit
from spice.application.upkeep.pack_histories import SNAPSHOT_EVERY
from spice.application.upkeep.sealing.checked import Wrong
from spice.domain.instance.model import Instance
from spice.messages.line import Line, decode_line
from spice.ports.event_log import EventLog
from spice.ports.instance_reader import InstanceReader
from spice.ports.spool import Spool
from spice.ports.write_model import WriteModel

PAGE = 1000


@dataclass(slots=True, kw_only=True)
class Deep:
    """What was read to the last value, and what is wrong; `moved`: instances that somebody wrote meanwhile."""

    events: int = 0
    instances: int = 0
    compared: int = 0
    moved: int = 0
    wrong: list[Wrong] = field(default_factory=list)


class Index(NamedTuple):
    """What a log is held against."""

    model: WriteModel
    reader: InstanceReader
    every: int = SNAPSHOT_EVERY
    """As many events put an instance into packs."""


class _Held(NamedTuple):
    database: UUID
    instance: Instance


class VerifyDeep:
    """Reads a log to its last value; without an index it is held against itself alone."""

    def __init__(self, log: EventLog, spool: Spool, index: Index | None) -> None:
        self._read, self._spool = ReadDeep(log, spool), spool
        self._model = None if index is None else index.model
        self._history = None if index is None else CompareHistory(index.reader, index.every)

    def __call__(self) -> Deep:
        """Read, fold and compare. Raises PortError."""
        heads = None if self._model is None else dict(self._model.heads())
        put = self._read(heads)
        found = Deep(events=put.events, wrong=put.wrong)
        scans = {} if self._model is None else {each: _Scan(self._model, each) for each in put.databases}
        doubts = dict[bytes, Wrong]()
        for part in range(STREAMS):
            held = {stream: each for scan in scans.values() for stream, each in scan.part(part)}
            self._part(part, put, held if self._model is not None else None, found, doubts)
        found.wrong += ended_twice(self._spool, put)
        if doubts and self._model is not None:
            self._settle(doubts, self._read.written(heads or {}, self._model.heads()), found)
        return found

    def _settle(self, doubts: Mapping[bytes, Wrong], written: Container[bytes], found: Deep) -> None:
        """What the index has more than the log had is wrong, unless the log tells it by now."""
        for stream, wrong in doubts.items():
            if stream in written:
                found.moved += 1
            else:
                found.wrong.append(wrong)

    def _part(
        self, part: int, put: Put, held: dict[bytes, _Held] | None, found: Deep, doubts: dict[bytes, Wrong]
    ) -> None:
        streams: dict[bytes, list[bytes]] = {}
        for record in self._spool.read(part):
            streams.setdefault(record[:STREAM], []).append(record)
        for stream, records in streams.items():
            found.instances += 1
            lines = [(decode_line(record[STREAM + PLACE :]), record) for record in records]
            lines.sort(key=lambda each: each[0].version)
            bad = [*unfit([line for line, _ in lines]), *misplaced([record for _, record in lines], put)]
            found.wrong += [put.wrong_at(lines[number][1], reason) for number, reason in bad]
            known = None if held is None else held.pop(stream, None)
            indexed = [each for each in lines if put.is_indexed(each[1])]
            if held is not None and indexed and not bad:
                self._compare(folded([line for line, _ in indexed]), known, put, indexed, found, doubts)
        for stream, only in (held or {}).items():
            reason = f"the index has an instance that the log has not: {only.instance.id}, stream {UUID(bytes=stream)}"
            doubts[stream] = Wrong(reason=reason)

    def _compare(
        self,
        state: Folded,
        held: _Held | None,
        put: Put,
        lines: Sequence[tuple[Line, bytes]],
        found: Deep,
        doubts: dict[bytes, Wrong],
    ) -> None:
        found.compared += 1
        line, record = lines[-1]
        if held is not None and self._history is not None:
            reason = self._history(held.database, [each for each, _ in lines])
            if reason is not None:
                found.wrong.append(put.wrong_at(record, f"{line.id}: {reason}"))
        instance = None if held is None else held.instance
        if (reason := _difference(state, instance)) is not None:
            wrong = put.wrong_at(record, f"{line.id}: {reason}")
            if instance is not None and instance.version > state.version:
                doubts[record[:STREAM]] = wrong
            else:
                found.wrong.append(wrong)


class _Scan:
    """The instances of a database in the order of their streams, a part at a time."""

    def __init__(self, model: WriteModel, database: UUID) -> None:
        self._model, self._database = model, database
        self._rows = self._walk()
        self._next: tuple[bytes, _Held] | None = next(self._rows, None)

    def part(self, part: int) -> Iterator[tuple[bytes, _Held]]:
        """Give those of a part; parts are asked for in their order."""
        while (row := self._next) is not None and row[0][0] == part:
            yield row
            self._next = next(self._rows, None)

    def _walk(self) -> Iterator[tuple[bytes, _Held]]:
        after: UUID | None = None
        while page := self._model.scan(self._database, after=after, limit=PAGE):
            yield from ((stream.bytes, _Held(self._database, instance)) for stream, _, instance in page)
            after = page[-1][0]


def _difference(state: Folded, instance: Instance | None) -> str | None:
    if instance is None:
        return "the index does not have it"
    if (instance.version, instance.deleted) != (state.version, state.deleted):
        return f"the index has version {instance.version}, the log {state.version}"
    if instance.class_id != state.class_id:
        return "the index has it in another class"
    if dict(instance.data) == state.data:
        return None
    named = sorted(name for name in {*instance.data, *state.data} if instance.data.get(name) != state.data.get(name))
    return f"the index has other values of {', '.join(named)}"

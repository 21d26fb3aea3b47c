"""The keys of persons' data in memory."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from spice.adapters.key_ring import KeyRing, keyless
from spice.adapters.memory.key_epochs import newest, take
from spice.adapters.memory.key_rows import ErasureRow, KeyRow
from spice.adapters.memory.state import MemoryState
from spice.domain.erasure import EraseSubject, SubjectReadmitted
from spice.domain.identity import NIL
from spice.domain.personal import KeyRecord
from spice.messages.event import Event
from spice.messages.registry import erasure_event
from spice.ports.subject_keys import AbsentKey, KeyState, LostKey, MintedKey, PendingErasures


class MemorySubjectKeys:
    """The SubjectKeys twin."""

    def __init__(self, state: MemoryState, ring: KeyRing, now: Callable[[], datetime]) -> None:
        self._state, self._ring, self._now = state, ring, now

    def find(self, database: UUID, subjects: Collection[str]) -> Mapping[str, KeyState]:
        """Read what there is of subjects."""
        with self._state.lock:
            return {each: found for each in subjects if (found := self._found(database, each)) is not None}

    def erased(self, database: UUID, *, limit: int) -> Mapping[str, int]:
        """List up to which generation the log erased whom."""
        with self._state.lock:
            rows = sorted((name[1], row) for name, row in self._state.erasures.items() if name[0] == database)
            return {subject: row.generation for subject, row in rows[:limit]}

    def mint(self, database: UUID, subjects: Collection[str], *, keep: bool = True) -> Mapping[str, MintedKey]:
        """Read the keys of subjects, and make those that are absent."""
        with self._state.lock:
            there = {each: self._found(database, each, afresh=True) for each in subjects}
            found: dict[str, MintedKey] = {
                subject: at
                for subject, at in there.items()
                if at is not None and not isinstance(at, LostKey | AbsentKey)
            }
            for subject in dict.fromkeys(each for each in subjects if each not in found):
                epoch = newest(self._state, self._ring, self._now)
                record = self._record(database, subject)
                made, number = self._ring.make(epoch), record.last + 1
                if keep:
                    self._state.subject_keys[database, subject] = KeyRow(generation=number, wrapped=made, epoch=epoch)
                found[subject] = self._ring.subject(epoch, number, record.erased, made)
            return found

    def digest(self, database: UUID, text: bytes) -> str:
        """Digest a text under a key of the database."""
        with self._state.lock:
            held = self._state.database_keys
            if database not in held or not take(self._state, self._ring, held[database][0]):
                epoch = newest(self._state, self._ring, self._now)
                held[database] = epoch, self._ring.make(epoch)
            return self._ring.digest(*held[database], text)

    def destroy(self) -> int:
        """Destroy the keys that the index says were erased."""
        with self._state.lock:
            left = self._left()
            for name in left:
                self._state.subject_keys[name] = replace(self._state.subject_keys[name], wrapped=None)
            return len(left)

    def pending(self) -> PendingErasures:
        """Tell what is left to be erased."""
        with self._state.lock:
            times = [self._state.erasures[name].at for name in self._left()]
            asked = (each for each in self._state.commands.values() if each.type == EraseSubject.__name__)
            times += [each.submitted_at for each in asked if each.state in ("PENDING", "PARKED")]
            return PendingErasures(count=len(times), oldest_at=min(times, default=None))

    def _found(self, database: UUID, subject: str, *, afresh: bool = False) -> KeyState | None:
        record, row = self._record(database, subject), self._state.subject_keys.get((database, subject))
        if record.state == "alive" and row is not None and row.wrapped is not None:
            if (not afresh and self._ring.is_gone(row.epoch)) or not take(self._state, self._ring, row.epoch):
                return LostKey(generation=row.generation, erased=record.erased)
            return self._ring.subject(row.epoch, row.generation, record.erased, row.wrapped)
        return keyless(record)

    def _record(self, database: UUID, subject: str) -> KeyRecord:
        row = self._state.subject_keys.get((database, subject))
        erased = self._state.erasures.get((database, subject))
        return KeyRecord(
            generation=row.generation if row else 0,
            has_key=row is not None and row.wrapped is not None,
            erased=erased.generation if erased else 0,
            readmitted=erased is not None and erased.readmitted,
        )

    def _left(self) -> list[tuple[UUID, str]]:
        rows = self._state.subject_keys
        return [
            name
            for name, erased in self._state.erasures.items()
            if name in rows and rows[name].wrapped is not None and rows[name].generation <= erased.generation
        ]


def apply_erasure(state: MemoryState, event: Event, body: Mapping[str, object]) -> None:
    """Write what an event says of a subject, and destroy the key at once."""
    told = erasure_event(event)
    name = event.database or NIL, told.subject
    before = state.erasures.get(name)
    if isinstance(told, SubjectReadmitted):
        if before is not None and before.generation == told.generation - 1:
            state.erasures[name] = replace(before, readmitted=True)
        return
    if before is None or before.generation < told.generation:
        state.erasures[name] = ErasureRow(generation=told.generation, at=event.at)
    row = state.subject_keys.get(name)
    if row is not None and row.generation <= told.generation:
        state.subject_keys[name] = replace(row, wrapped=None)

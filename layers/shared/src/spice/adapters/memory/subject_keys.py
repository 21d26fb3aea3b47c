"""The keys of persons' data in memory."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.key_rows import ErasureRow, KeyRow
from spice.adapters.memory.state import MemoryState
from spice.domain.erasure import EraseSubject, SubjectReadmitted
from spice.domain.identity import NIL
from spice.domain.personal import KeyRecord
from spice.messages.event import Event
from spice.messages.registry import erasure_event
from spice.ports.key_wrap import KeyWrap
from spice.ports.subject_keys import ErasedKey, KeyState, PendingErasures

FIRST_EPOCH = 1


class MemorySubjectKeys:
    """The SubjectKeys twin."""

    def __init__(self, state: MemoryState, wrap: KeyWrap) -> None:
        self._state, self._ring = state, KeyRing(wrap)

    def find(self, database: UUID, subjects: Collection[str]) -> Mapping[str, KeyState]:
        """Read what there is of subjects."""
        with self._state.lock:
            return {each: found for each in subjects if (found := self._found(database, each)) is not None}

    def mint(self, database: UUID, subjects: Collection[str], *, keep: bool = True) -> Mapping[str, KeyState]:
        """Read the keys of subjects, and make those that are absent."""
        with self._state.lock:
            found = dict(self.find(database, subjects))
            for subject in dict.fromkeys(each for each in subjects if each not in found):
                self._take()
                made, number = self._ring.make(FIRST_EPOCH), self._record(database, subject).last + 1
                if keep:
                    self._state.subject_keys[database, subject] = KeyRow(generation=number, wrapped=made)
                found[subject] = self._ring.subject(FIRST_EPOCH, number, made)
            return found

    def digest(self, database: UUID, text: bytes) -> str:
        """Digest a text under a key of the database."""
        with self._state.lock:
            self._take()
            held = self._state.database_keys
            if database not in held:
                held[database] = self._ring.make(FIRST_EPOCH)
            return self._ring.digest(FIRST_EPOCH, held[database], text)

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

    def _found(self, database: UUID, subject: str) -> KeyState | None:
        record, row = self._record(database, subject), self._state.subject_keys.get((database, subject))
        if record.state == "alive" and row is not None and row.wrapped is not None:
            self._take()
            return self._ring.subject(FIRST_EPOCH, row.generation, row.wrapped)
        return None if record.state == "absent" else ErasedKey(generation=record.last)

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

    def _take(self) -> None:
        if not self._ring.knows(FIRST_EPOCH):
            self._state.epoch_key = self._state.epoch_key or self._ring.begin()
            self._ring.take(FIRST_EPOCH, self._state.epoch_key)


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

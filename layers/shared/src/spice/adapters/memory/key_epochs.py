"""Epochs of keys in memory; their keys are elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.state import MemoryState
from spice.domain.epochs import KeyEpoch, next_number
from spice.ports.errors import Permanent


class MemoryKeyEpochs:
    """The KeyEpochs twin."""

    def __init__(self, state: MemoryState, ring: KeyRing) -> None:
        self._state, self._ring = state, ring

    def all(self) -> Sequence[KeyEpoch]:
        """List the epochs that did not end, oldest first."""
        with self._state.lock:
            rows = sorted(self._state.key_epochs.items())
            return [KeyEpoch(number=n, began_at=at) for n, at in rows if n not in self._state.ended_epochs]

    def begin(self, number: int, at: datetime) -> None:
        """Begin an epoch."""
        with self._state.lock:
            begin(self._state, self._ring, number, at)

    def rewrap(self, most: int) -> int:
        """Wrap keys of older epochs by the newest one's."""
        with self._state.lock:
            by = max(self._state.key_epochs, default=0)
            older = [each for each in self._ring.store.all() if each < by]
            if not older or not self._ring.take(by):
                return 0
            keys, rows = self._state.database_keys, self._state.subject_keys
            living = {name: row for name, row in keys.items() if row.wrapped is not None and row.epoch in older}
            databases = {name: row for name, row in living.items() if self._ring.take(row.epoch)}
            for name, held in databases.items():
                wrapped = self._ring.rewrap(held.epoch, held.wrapped or b"", by)
                keys[name] = held._replace(epoch=by, wrapped=wrapped)
            subjects = [(name, row) for name, row in rows.items() if row.wrapped is not None and row.epoch in older]
            for subject, row in subjects[:most]:
                self._ring.take(row.epoch)
                rows[subject] = replace(row, epoch=by, wrapped=self._ring.rewrap(row.epoch, row.wrapped or b"", by))
            return len(databases) + len(subjects[:most])

    def end(self, number: int) -> bool:
        """Destroy the key of an epoch."""
        with self._state.lock:
            held = {row.epoch for row in self._state.subject_keys.values() if row.wrapped is not None}
            held |= {row.epoch for row in self._state.database_keys.values() if row.wrapped is not None}
            is_last = not any(each > number for each in self._state.key_epochs)
            if is_last or (number in held and self._ring.store.get(number) is not None):
                return False
            self._ring.store.delete(number)
            self._state.ended_epochs.add(number)
            return True

    def strays(self) -> Sequence[int]:
        """Number the keys that are there though their epochs ended, or are unknown here."""
        with self._state.lock:
            known = self._state.key_epochs.keys() - self._state.ended_epochs
            return [number for number in self._ring.store.all() if number not in known] if known else []


def take(state: MemoryState, ring: KeyRing, epoch: int) -> bool:
    """Have the key of an epoch; False where it is gone. Raises Permanent where all are: that is another place."""
    if ring.take(epoch):
        return True
    if epoch not in state.ended_epochs and not ring.store.all():
        raise Permanent("keys", "no key of any epoch is where they are kept: is it the right place?")
    ring.note_gone(epoch)
    return False


def begin(state: MemoryState, ring: KeyRing, epoch: int, at: datetime) -> None:
    """Begin an epoch: its key is kept before anybody is told of it."""
    ring.begin(epoch)
    state.key_epochs.setdefault(epoch, at)


def newest(state: MemoryState, ring: KeyRing, now: Callable[[], datetime]) -> int:
    """Number the epoch that wraps what is made now."""
    while True:
        last = max(state.key_epochs, default=0)
        if last and take(state, ring, last):
            return last
        begin(state, ring, next_number(now(), last), now())

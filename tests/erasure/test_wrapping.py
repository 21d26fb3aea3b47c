"""What wraps the keys of persons is asked once a process, however many persons there are."""

from dataclasses import dataclass
from uuid import UUID

from spice.adapters.key_ring import KeyRing
from spice.adapters.memory.epoch_store import MemoryEpochStore
from spice.adapters.memory.key_wrap import MemoryKeyWrap
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.subject_keys import MemorySubjectKeys
from tests.support.memory_platform import Clock

DATABASE = UUID(int=7)
PERSONS = {f"p{number}" for number in range(1000)}


@dataclass
class Counting:
    """Counts what KMS would be asked."""

    wrap_: MemoryKeyWrap
    asked: int = 0

    def wrap(self, key: bytes) -> bytes:
        """Wrap a key."""
        self.asked += 1
        return self.wrap_.wrap(key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap a key."""
        self.asked += 1
        return self.wrap_.unwrap(wrapped)


def test_a_process_asks_once_for_an_epoch() -> None:
    state, store, wrap = MemoryState(), MemoryEpochStore(), MemoryKeyWrap()
    first, later = Counting(wrap), Counting(wrap)
    MemorySubjectKeys(state, KeyRing(first, store), Clock()).mint(DATABASE, PERSONS, keep=True)
    process = MemorySubjectKeys(state, KeyRing(later, store), Clock())

    found = [process.find(DATABASE, {each}) for each in PERSONS]
    process.mint(DATABASE, {"new"}, keep=True)

    assert len(found) == len(PERSONS)
    assert later.asked == 1
    assert first.asked <= 2


def test_the_key_of_a_person_has_512_bits_and_is_of_nobody_else() -> None:
    """Two keys of 256: one makes the tag, the other hides the value."""
    state = MemoryState()
    MemorySubjectKeys(state, KeyRing(MemoryKeyWrap(), MemoryEpochStore()), Clock()).mint(DATABASE, PERSONS)

    wrapped = {row.wrapped for row in state.subject_keys.values()}

    assert len(wrapped) == len(PERSONS)
    assert {len(each or b"") for each in wrapped} == {64 + 8}

"""What wraps the keys of persons is asked once a process, however many persons there are."""

from dataclasses import dataclass
from uuid import UUID

from spice.adapters.memory.key_wrap import MemoryKeyWrap
from spice.adapters.memory.state import MemoryState
from spice.adapters.memory.subject_keys import MemorySubjectKeys

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
    state, wrap = MemoryState(), MemoryKeyWrap()
    first, later = Counting(wrap), Counting(wrap)
    MemorySubjectKeys(state, first).mint(DATABASE, PERSONS, keep=True)
    process = MemorySubjectKeys(state, later)

    found = [process.find(DATABASE, {each}) for each in PERSONS]
    process.mint(DATABASE, {"new"}, keep=True)

    assert len(found) == len(PERSONS)
    assert later.asked == 1
    assert first.asked <= 2

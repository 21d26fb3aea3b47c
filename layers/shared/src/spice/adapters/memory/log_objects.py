"""The log's objects in memory."""

from collections.abc import Iterator
from itertools import count

from spice.adapters.memory.event_log import MemoryEventLog
from spice.adapters.memory.proof_store import MemoryProofStore
from spice.messages.segment_name import place_named, segment_key

PROOF = "proof/"
CHECKPOINT = f"{PROOF}checkpoint"


class MemoryLogObjects:
    """The LogObjects twin, on the twin of the log."""

    def __init__(self, log: MemoryEventLog, proofs: MemoryProofStore | None = None) -> None:
        self._log, self._proofs = log, MemoryProofStore() if proofs is None else proofs
        self.foreign: dict[str, bytes] = {}
        """What lies in the log and is named like no segment."""
        self.moved: dict[str, bytes] = {}

    def names(self) -> Iterator[str]:
        """Walk the names of all that lies in the log."""
        yield from sorted([*(segment_key(*place) for place in self._log.places()), *self.foreign])

    def proofs(self) -> Iterator[str]:
        """Walk the names of what proves the log."""
        yield from sorted(PROOF + name for name in self._proofs.objects)
        if self._proofs.checkpoint is not None:
            yield CHECKPOINT

    def read(self, name: str) -> bytes | None:
        """Fetch one, or None."""
        if name == CHECKPOINT:
            return self._proofs.checkpoint
        if name.startswith(PROOF):
            return self._proofs.objects.get(name.removeprefix(PROOF))
        place = place_named(name)
        return self.foreign.get(name) if place is None else self._log.read(*place)

    def set_apart(self, name: str, under: str) -> None:
        """Move one."""
        if (body := self.read(name)) is None:
            return
        copy = f"{under}/{name}"
        tries = (copy if number == 0 else f"{copy}.{number}" for number in count())
        kept = next(each for each in tries if self.moved.get(each, body) == body)
        self.moved[kept] = body
        place = place_named(name)
        if name == CHECKPOINT:
            self._proofs.checkpoint = None
        elif name.startswith(PROOF):
            del self._proofs.objects[name.removeprefix(PROOF)]
        elif place is None:
            del self.foreign[name]
        else:
            self._log.take_out(place)

    def apart(self) -> Iterator[str]:
        """Walk what was ever moved."""
        yield from sorted(self.moved)

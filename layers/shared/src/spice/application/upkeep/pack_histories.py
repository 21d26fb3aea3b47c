"""The tail of the index -> packs: bundles of events and a snapshot every 100, many aggregates an object.

A bundle that is full is left as it is: what a long history costs to pack, and one version of it to read, is what one
bundle costs.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import zstandard

from spice.domain.instance.model import Instance
from spice.domain.instance.reducer import REDUCER
from spice.messages.event import Event
from spice.messages.history import apply
from spice.messages.packed import encode_events, encode_instance
from spice.ports.errors import Permanent
from spice.ports.histories import Histories, PackedPart
from spice.ports.packs import Packs

SNAPSHOT_EVERY = 100
FULL = 20
"""Snapshots of a full bundle."""
STREAMS = 500
"""Streams a pack holds at most."""
_compress = zstandard.ZstdCompressor(level=6).compress


@dataclass(slots=True)
class _Writer:
    """A pack being written."""

    name: str
    body: bytearray
    parts: list[PackedPart]

    def add(self, stream: UUID, kind: str, first: int, last: int, content: bytes) -> None:
        part = _compress(content)
        self.parts.append(
            PackedPart(
                stream=stream,
                kind=kind,
                first_version=first,
                last_version=last,
                pack=self.name,
                start=len(self.body),
                length=len(part),
                sha256=hashlib.sha256(part).hexdigest(),
                reducer=REDUCER if kind == "snapshot" else "",
            )
        )
        self.body += part


class PackHistories:
    """Moves long tails out of the index; every part is verified before the tail is trimmed."""

    def __init__(
        self, histories: Histories, packs: Packs, new_name: Callable[[], str], *, every: int = SNAPSHOT_EVERY
    ) -> None:
        self._histories, self._packs, self._new_name = histories, packs, new_name
        self._every, self._full = every, every * FULL

    def __call__(self) -> int:
        """Pack one load of streams with a tail of `every` or more; returns how many."""
        streams = self._histories.long_tails(at_least=self._every, limit=STREAMS)
        if not streams:
            return 0
        pack = _Writer(self._new_name(), bytearray(), [])
        for stream in streams:
            self._add(pack, stream)
        self._packs.write(pack.name, bytes(pack.body))
        self._verify(pack)
        self._histories.packed(pack.name, pack.parts)
        return len(streams)

    def _add(self, pack: _Writer, stream: UUID) -> None:
        before, events = self._histories.open_end(stream, closed=self._full)
        for start in range(0, len(events), self._full):
            some = events[start : start + self._full]
            pack.add(stream, "events", some[0].version, some[-1].version, encode_events(some))
        for snapshot in snapshots(events, self._every, before):
            pack.add(stream, "snapshot", snapshot.version, snapshot.version, encode_instance(snapshot))

    def _verify(self, pack: _Writer) -> None:
        stored = self._packs.read(pack.name, 0, len(pack.body))
        if stored != bytes(pack.body):
            raise Permanent("s3", f"pack {pack.name} reads back differently from what was written")


def snapshots(events: Sequence[Event], every: int, instance: Instance | None = None) -> Iterator[Instance]:
    """Fold a history, from its beginning or from a state, and give the state at every version that `every` divides."""
    for event in events:
        instance = apply(instance, event)
        if event.version % every == 0:
            yield instance

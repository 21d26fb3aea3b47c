"""The tail of the index -> packs: bundles of events and a snapshot every 100, many aggregates an object."""

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
from spice.ports.histories import Histories, PackedPart
from spice.ports.packs import Packs

SNAPSHOT_EVERY = 100
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
        self._histories, self._packs, self._new_name, self._every = histories, packs, new_name, every

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
        events = self._histories.events(stream)
        if not events:
            return
        pack.add(stream, "events", events[0].version, events[-1].version, encode_events(events))
        for snapshot in snapshots(events, self._every):
            pack.add(stream, "snapshot", snapshot.version, snapshot.version, encode_instance(snapshot))

    def _verify(self, pack: _Writer) -> None:
        stored = self._packs.read(pack.name, 0, len(pack.body))
        if stored != bytes(pack.body):
            raise ValueError(f"pack {pack.name} reads back differently from what was written")


def snapshots(events: Sequence[Event], every: int) -> Iterator[Instance]:
    """Fold a whole history and give the state at every version that `every` divides."""
    instance: Instance | None = None
    for event in events:
        instance = apply(instance, event)
        if event.version % every == 0:
            yield instance

"""Segments in memory."""

from collections.abc import Iterator
from threading import Lock

from spice.ports.errors import AlreadyThere


class MemoryEventLog:
    """The EventLog twin: every segment is written once."""

    def __init__(self) -> None:
        self._segments: dict[tuple[int, str, int], bytes] = {}
        self._lock = Lock()

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Write a segment if its sequence is free."""
        with self._lock:
            if (generation, shard, sequence) in self._segments:
                raise AlreadyThere("log", f"segment {shard}/{sequence} is there already")
            self._segments[generation, shard, sequence] = body

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Fetch a segment's bytes, or None."""
        return self._segments.get((generation, shard, sequence))

    def shards(self) -> list[tuple[int, str]]:
        """List every (generation, shard) that has segments."""
        return sorted({(generation, shard) for generation, shard, _ in list(self._segments)})

    def sequences(self, generation: int, shard: str, *, after: int = 0) -> Iterator[int]:
        """Walk a shard's sequences in order."""
        places = list(self._segments)
        yield from sorted(at for of, name, at in places if at > after and name == shard and of == generation)

    def walk(self, generation: int, shard: str, *, after: int = 0) -> Iterator[tuple[int, bytes | None]]:
        """Walk a shard's segments in order."""
        for sequence in self.sequences(generation, shard, after=after):
            yield sequence, self._segments.get((generation, shard, sequence))

    def places(self) -> list[tuple[int, str, int]]:
        """List what is there."""
        with self._lock:
            return sorted(self._segments)

    def take_out(self, place: tuple[int, str, int]) -> None:
        """Delete a segment, as no port lets anybody do but whoever repairs a log."""
        with self._lock:
            self._segments.pop(place, None)

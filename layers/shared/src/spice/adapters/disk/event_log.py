"""A copy of a log in a folder, as `aws s3 sync` leaves it."""

import os
from collections.abc import Iterator
from pathlib import Path

from spice.messages.segment_name import Place, place_named, segment_key
from spice.ports.errors import Permanent

SERVICE = "copy"


class DiskEventLog:
    """The EventLog of a folder, to be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def copied(cls, place: Path) -> "DiskEventLog":
        """Open what `log/` lies in, or that itself."""
        return cls(place.absolute().parent if place.absolute().name == "log" else place)

    def append(self, generation: int, shard: str, sequence: int, body: bytes) -> None:
        """Refuse: a copy stays what it is."""
        raise Permanent(SERVICE, f"{self._folder} is a copy of a log: nothing is written there")

    def read(self, generation: int, shard: str, sequence: int) -> bytes | None:
        """Fetch a segment's bytes, or None."""
        file = self._folder / segment_key(generation, shard, sequence)
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as refused:
            raise Permanent(SERVICE, f"{file} cannot be read: {refused.strerror}") from refused

    def shards(self) -> list[tuple[int, str]]:
        """List every (generation, shard) that has segments."""
        return sorted({place[:2] for place in self._places("log")})

    def sequences(self, generation: int, shard: str, *, after: int = 0) -> Iterator[int]:
        """Walk a shard's sequences in order."""
        places = self._places(segment_key(generation, shard, 1).rpartition("/")[0])
        yield from sorted(sequence for _, _, sequence in places if sequence > after)

    def walk(self, generation: int, shard: str, *, after: int = 0) -> Iterator[tuple[int, bytes | None]]:
        """Walk a shard's segments in order."""
        for sequence in self.sequences(generation, shard, after=after):
            if (body := self.read(generation, shard, sequence)) is None:
                raise Permanent(SERVICE, f"{self._folder / segment_key(generation, shard, sequence)} cannot be read")
            yield sequence, body

    def _places(self, under: str) -> Iterator[Place]:
        below = len(str(self._folder)) + 1
        for file in self._files(str(self._folder / under)):
            place = place_named(file[below:].replace(os.sep, "/"))
            if place is not None:
                yield place

    def _files(self, top: str) -> Iterator[str]:
        """Walk what lies below a folder; one that may not be looked into is an error, not an empty one."""
        try:
            with os.scandir(top) as entries:
                found = [(entry.path, entry.is_dir()) for entry in entries]
        except FileNotFoundError:
            return
        except OSError as refused:
            raise Permanent(SERVICE, f"{top} cannot be read: {refused.strerror}") from refused
        for path, is_folder in found:
            if is_folder:
                yield from self._files(path)
            else:
                yield path

"""Records put aside in a folder: a file a part, each record behind its length."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from spice.adapters.disk.proof_store import SERVICE
from spice.ports.errors import Permanent

BUFFER = 64 * 1024
LENGTH = 4


class DiskSpool:
    """Keeps them in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, BinaryIO] = {}

    def put(self, part: int, record: bytes) -> None:
        """Put a record aside."""
        try:
            if part not in self._files:
                self._files[part] = (self._folder / str(part)).open("wb", buffering=BUFFER)
            self._files[part].write(len(record).to_bytes(LENGTH, "big") + record)
        except OSError as full:
            raise Permanent(SERVICE, f"{self._folder}: {full.strerror}") from full

    def read(self, part: int) -> Iterator[bytes]:
        """Read the records of a part."""
        if (written := self._files.pop(part, None)) is None:
            return
        file = self._folder / str(part)
        try:
            written.close()
            with file.open("rb", buffering=BUFFER) as records:
                while length := records.read(LENGTH):
                    yield records.read(int.from_bytes(length, "big"))
            file.unlink()
        except OSError as gone:
            raise Permanent(SERVICE, f"{file}: {gone.strerror}") from gone

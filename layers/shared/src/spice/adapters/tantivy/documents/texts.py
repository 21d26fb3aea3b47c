"""Which fields of text an index was given, by class: beside it, in a file that only grows."""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from spice.messages.codec import decode, encode
from spice.searching.living import ClassField

NAME = "texts.json"


class Texts:
    """Read again when it changed; written before the documents it tells of."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._seen: tuple[int, int] | None = None
        self._held: frozenset[ClassField] = frozenset()

    def held(self) -> frozenset[ClassField]:
        """List them."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return self._held
        if (found.st_mtime_ns, found.st_ino) != self._seen:
            self._held = frozenset((class_id, field) for class_id, field in decode(self._path.read_bytes()))
            self._seen = (found.st_mtime_ns, found.st_ino)
        return self._held

    def begin(self) -> None:
        """Write that there are none yet: an index without this file has lost it."""
        self._write(frozenset())

    def add(self, more: Iterable[ClassField]) -> None:
        """Take in those that are new."""
        held = self.held()
        if (wanted := held.union(more)) != held:
            self._write(wanted)

    def _write(self, wanted: frozenset[ClassField]) -> None:
        fresh = self._path.with_name(f"{NAME}.{uuid4().hex}")
        with fresh.open("wb") as file:
            file.write(encode(sorted(wanted)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

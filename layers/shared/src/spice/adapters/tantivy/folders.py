"""Folders of a database's index: generations, and pointer files that say which one is meant."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from spice.adapters.tantivy import layout

LIVE, NEXT = "current", "next"


class _Meta(msgspec.Struct):
    opstamp: int


_decoder = msgspec.json.Decoder(_Meta)


class Folders:
    """`{root}/instances-{database}/{generation}/`, `current` and, while a rebuild runs, `next`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def generation(self, database: UUID, pointer: str) -> str | None:
        """Read a pointer."""
        try:
            return (self._home(database) / pointer).read_text() or None
        except FileNotFoundError:
            return None

    def path(self, database: UUID, generation: str) -> Path:
        """Name a generation's folder."""
        return self._home(database) / generation

    def found(self, database: UUID, pointer: str) -> str:
        """Lay out a new generation and point to it, unless somebody else just did."""
        home = self._home(database)
        generation = uuid4().hex
        layout.create(home / generation)
        fresh = home / f"{generation}.pointer"
        _write(fresh, generation)
        try:
            os.link(fresh, home / pointer)
        except FileExistsError:
            shutil.rmtree(home / generation)
        finally:
            fresh.unlink()
        _sync(home)
        return (home / pointer).read_text()

    def clean(self, database: UUID) -> None:
        """Remove every generation but the live one: what a rebuild that died has left."""
        home = self._home(database)
        live = self.generation(database, LIVE)
        (home / NEXT).unlink(missing_ok=True)
        for entry in home.iterdir() if home.exists() else ():
            if entry.name not in (live, LIVE):
                # A writer of another process may still be at work there; what is left goes the next time.
                shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)

    def switch(self, database: UUID) -> None:
        """Make the next generation the live one, in one rename."""
        home = self._home(database)
        os.replace(home / NEXT, home / LIVE)
        _sync(home)

    def drop(self, database: UUID) -> None:
        """Remove everything of a database; the pointer first, so that nobody follows it any more."""
        home = self._home(database)
        for pointer in (LIVE, NEXT):
            (home / pointer).unlink(missing_ok=True)
        if home.exists():
            shutil.rmtree(home)

    def marker(self, database: UUID, pointer: str) -> str:
        """Name a generation and its last commit."""
        generation = self.generation(database, pointer)
        if generation is None:
            return ""
        return f"{generation}:{_decoder.decode((self.path(database, generation) / 'meta.json').read_bytes()).opstamp}"

    def look(self) -> None:
        """Read the root: OSError when it cannot be."""
        with suppress(FileNotFoundError), os.scandir(self._root) as entries:
            next(entries, None)

    def _home(self, database: UUID) -> Path:
        return self._root / f"instances-{database}"


def _write(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Folders of a database's index: generations, and pointer files that say which one is meant."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from spice.adapters.tantivy.documents import layout
from spice.adapters.tantivy.wholeness import last_commit

LIVE, NEXT = "current", "next"
FIRST_LAYOUT = 1
"""Of generations whose name does not tell."""


class Folders:
    """`{root}/instances-{database}/{generation}/`, `current` and, while a rebuild runs, `next`.

    A generation's name begins with its layout: `2.4f1c…`.
    """

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
        generation = f"{layout.LAYOUT}.{uuid4().hex}"
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
        (home / NEXT).replace(home / LIVE)
        _sync(home)

    def drop(self, database: UUID) -> None:
        """Remove everything of a database; the pointer first, so that nobody follows it any more."""
        home = self._home(database)
        for pointer in (LIVE, NEXT):
            (home / pointer).unlink(missing_ok=True)
        if home.exists():
            shutil.rmtree(home)

    def marker(self, database: UUID, pointer: str) -> str:
        """Name a generation and its last commit; "" when there is none that is whole and laid out as today."""
        generation = self.generation(database, pointer)
        if generation is None or layout_of(generation) != layout.LAYOUT:
            return ""
        commit = last_commit(self.path(database, generation))
        return "" if commit is None else f"{generation}:{commit}"

    def look(self) -> None:
        """Read the root: OSError when it cannot be."""
        with suppress(FileNotFoundError), os.scandir(self._root) as entries:
            next(entries, None)

    def _home(self, database: UUID) -> Path:
        return self._root / f"instances-{database}"


def layout_of(generation: str) -> int:
    """Tell how a generation is laid out."""
    number, dot, _ = generation.partition(".")
    return int(number) if dot and number.isdigit() else FIRST_LAYOUT


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

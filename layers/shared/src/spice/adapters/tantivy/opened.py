"""Opened indexes of this process: one reader a database, one writer where it writes, a bounded number of them."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock
from uuid import UUID

from tantivy import Index, IndexWriter

from spice.adapters.tantivy.asking.view import View
from spice.adapters.tantivy.documents.layout import UID
from spice.adapters.tantivy.documents.texts import Texts
from spice.adapters.tantivy.failures import SERVICE
from spice.adapters.tantivy.folders import LIVE, Folders
from spice.ports.errors import Permanent

_HEAP = 64_000_000
_THREADS = 1
_MOST = 16
NOBODY = ""
"""The uid of no document."""


class Opened:
    """One generation of one database's index, opened in this process."""

    def __init__(self, path: Path) -> None:
        self._index = Index.open(str(path))
        self._index.config_reader("manual")
        self.texts = Texts(path)
        self._writer: IndexWriter | None = None
        self.lock = RLock()

    def view(self) -> View:
        """Look at the newest commit, whoever made it."""
        self._index.reload()
        return View(self._index, self._index.schema, self._index.searcher(), self.texts)

    def write(self, rows: Iterable[tuple[str | None, str]]) -> None:
        """Add documents in one commit; one that comes with its uid replaces what is held.

        Replacing has every segment look for the uid, which costs more than the document where there are many new ones.
        """
        writer = self.hold()
        try:
            for uid, row in rows:
                if uid is not None:
                    writer.delete_documents_by_term(UID, uid)
                writer.add_json(row)
            writer.commit()
        except BaseException:
            # What a failed writer holds is unknown: the next one begins at the last commit.
            self._writer = None
            raise

    def hold(self) -> IndexWriter:
        """Take the lock of who writes: what is seen from then on, no other process changes. Raises ValueError."""
        if self._writer is None:
            writer = self._index.writer(_HEAP, _THREADS)
            # A writer's first operation has the number of the commit before it. A merge as of that commit takes a
            # delete of that number for done where a segment had deletes in it: nothing may be lost with it.
            writer.delete_documents_by_term(UID, NOBODY)
            self._writer = writer
        return self._writer

    def close(self) -> None:
        """Let go of the writer's lock when its merges are done."""
        with self.lock:
            writer, self._writer = self._writer, None
            if writer is not None:
                # The merges of a generation that was removed fail, and nobody misses them.
                with suppress(ValueError, OSError):
                    writer.wait_merging_threads()


class OpenedIndexes:
    """The least recently used one is closed when there are too many."""

    def __init__(self, folders: Folders, pointer: str) -> None:
        self._folders = folders
        self._pointer = pointer
        self._opened: OrderedDict[UUID, tuple[str, Opened]] = OrderedDict()
        self._lock = Lock()

    def reader(self, database: UUID) -> View | None:
        """Look at a database's documents; None when it never had any."""
        while True:
            generation = self._folders.generation(database, self._pointer)
            if generation is None:
                self.close(database)
                return None
            try:
                return self._open(database, generation).view()
            except (ValueError, OSError):
                if generation == self._folders.generation(database, self._pointer):
                    raise

    def readable(self, database: UUID) -> bool:
        """Tell whether a database's index can be opened: a file that was cut short cannot."""
        try:
            return self.reader(database) is not None
        except (ValueError, OSError):
            return False

    @contextmanager
    def writer(self, database: UUID) -> Iterator[tuple[str, Opened]]:
        """Hold a database's index for writing in this process."""
        generation = self._folders.generation(database, self._pointer)
        if generation is None:
            if self._pointer != LIVE:
                raise Permanent(SERVICE, f"the rebuild of {database} is over")
            generation = self._folders.found(database, self._pointer)
        opened = self._open(database, generation)
        with opened.lock:
            yield generation, opened

    def close(self, database: UUID) -> None:
        """Close a database's index."""
        with self._lock:
            _, opened = self._opened.pop(database, (None, None))
        if opened is not None:
            opened.close()

    def _open(self, database: UUID, generation: str) -> Opened:
        retired: list[Opened] = []
        with self._lock:
            held = self._opened.pop(database, None)
            if held is None or held[0] != generation:
                retired += [held[1]] if held else []
                held = generation, Opened(self._folders.path(database, generation))
            self._opened[database] = held
            while len(self._opened) > _MOST:
                retired.append(self._opened.popitem(last=False)[1][1])
        for opened in retired:
            opened.close()
        return held[1]

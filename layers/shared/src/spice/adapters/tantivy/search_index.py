"""TantivySearchIndex: the search index in a folder that many processes read and one writes."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from spice.adapters.engines.figures import nothing
from spice.adapters.engines.source import text_fields
from spice.adapters.tantivy.asking import aggregates, searches
from spice.adapters.tantivy.asking.view import View
from spice.adapters.tantivy.documents.layout import HIGH, UID, VERSION, uid_of
from spice.adapters.tantivy.documents.rows import high, row_of
from spice.adapters.tantivy.failures import SERVICE, translated
from spice.adapters.tantivy.folders import LIVE, NEXT, Folders
from spice.adapters.tantivy.opened import OpenedIndexes
from spice.ports.errors import Permanent
from spice.ports.search_facets import no_hits
from spice.ports.search_index import Aggregation, Document, Figures, Found, Hit, Query
from spice.searching.living import Living


class TantivySearchIndex:
    """Documents by stream under `path`; `pointer` says which generation: the live one, or the next during a rebuild."""

    def __init__(self, path: str | Path, *, pointer: str = LIVE) -> None:
        self._root = Path(path)
        self._pointer = pointer
        self._folders = Folders(self._root)
        self._opened = OpenedIndexes(self._folders, pointer)
        self._rebuilds: dict[UUID, TantivySearchIndex] = {}
        self._readable: dict[UUID, str] = {}

    def apply(self, database: UUID, documents: Sequence[Document]) -> None:
        """Upsert documents in one commit; what was written to a generation that just went is written again."""
        if not documents:
            return
        with translated():
            while True:
                with self._opened.writer(database) as (generation, opened):
                    opened.hold()
                    newer = _newer(opened.view(), _latest(documents))
                    if newer:
                        opened.texts.add(text_fields(documents))
                        opened.write((uid if held else None, row_of(document, uid)) for document, uid, held in newer)
                if self._folders.generation(database, self._pointer) in (generation, None):
                    return

    def search(self, query: Query) -> Found:
        """Find instances."""
        with translated():
            view = self._opened.reader(query.database)
            if view is None:
                return Found(hits=[], total=0, facets=no_hits(query.facets))
            return searches.search(view, query)

    def aggregate(self, aggregation: Aggregation) -> Figures:
        """Compute flat rows."""
        with translated():
            view = self._opened.reader(aggregation.database)
            if view is None:
                return nothing(aggregation)
            return aggregates.aggregate(view, aggregation)

    def suggest(
        self,
        database: UUID,
        prefix: str,
        *,
        classes: Sequence[str] = (),
        living: Living | None = None,
        limit: int = 10,
    ) -> list[Hit]:
        """Complete a word or a name."""
        with translated():
            view = self._opened.reader(database)
            return [] if view is None else searches.suggest(view, prefix, classes, living, limit)

    def begin_rebuild(self, database: UUID) -> "TantivySearchIndex":
        """Open an empty index beside the live one, where a rebuild that died may have left another."""
        with translated():
            if (begun := self._rebuilds.pop(database, None)) is not None:
                begun.close(database)
            self._folders.clean(database)
            self._folders.found(database, NEXT)
        self._rebuilds[database] = TantivySearchIndex(self._root, pointer=NEXT)
        return self._rebuilds[database]

    def finish_rebuild(self, database: UUID) -> None:
        """Switch in one rename; the old generation goes."""
        with translated():
            if self._folders.generation(database, NEXT) is None:
                raise Permanent(SERVICE, f"no rebuild of {database} was begun")
            if (begun := self._rebuilds.pop(database, None)) is not None:
                begun.close(database)
            self.close(database)
            self._folders.switch(database)
            self._folders.clean(database)

    def drop(self, database: UUID) -> None:
        """Forget a database's documents."""
        with translated():
            if (begun := self._rebuilds.pop(database, None)) is not None:
                begun.close(database)
            self.close(database)
            self._folders.drop(database)

    def marker(self, database: UUID) -> str:
        """Name the generation and its last commit; "" when there is none that can be read."""
        with translated():
            held = self._folders.marker(database, self._pointer)
            if held and held != self._readable.get(database):
                if not self._opened.readable(database):
                    return ""
                self._readable[database] = held
            return held

    def ping(self) -> None:
        """Return when the folder can be read; before the first write it need not be there. Raises Transient."""
        with translated():
            self._folders.look()

    def close(self, database: UUID) -> None:
        """Let go of a database's index in this process."""
        self._opened.close(database)


def _latest(documents: Sequence[Document]) -> list[Document]:
    latest: dict[UUID, Document] = {}
    for document in documents:
        held = latest.get(document.stream)
        if held is None or held.version <= document.version:
            latest[document.stream] = document
    return list(latest.values())


def _newer(view: View, documents: list[Document]) -> list[tuple[Document, str, bool]]:
    """Leave out documents of which the index has a newer version; tell of the others what they are called there, and
    whether it may hold them."""
    uids = [uid_of(document.stream) for document in documents]
    if not view.searcher.num_docs:
        return [(document, uid, False) for document, uid in zip(documents, uids, strict=True)]
    held = view.addresses(view.terms(UID, uids), len(documents))
    highs = view.searcher.fast_field_values(HIGH, held)
    versions = dict(zip(highs, view.searcher.fast_field_values(VERSION, held), strict=True))
    return [
        (document, uid, high(document.stream) in versions)
        for document, uid in zip(documents, uids, strict=True)
        if document.version >= (versions.get(high(document.stream)) or 0)
    ]

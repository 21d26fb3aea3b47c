"""OpenSearchIndex: the search index as a service that many processes read and write."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import TypeVar
from uuid import UUID

from spice.adapters.engines.figures import nothing
from spice.adapters.engines.source import text_fields
from spice.adapters.opensearch.asking import aggregates, searches
from spice.adapters.opensearch.asking.fields_asked import fields_asked
from spice.adapters.opensearch.asking.view import View
from spice.adapters.opensearch.bulk import write
from spice.adapters.opensearch.connection import OpenSearchConnection
from spice.adapters.opensearch.documents.layout import SLOTS
from spice.adapters.opensearch.documents.rows import fields_of, row_of
from spice.adapters.opensearch.documents.slots import Field
from spice.adapters.opensearch.failures import SERVICE, IndexGone, translated
from spice.adapters.opensearch.generations import LIVE, NEXT, Generations
from spice.ports.errors import Permanent, Rebuilding
from spice.ports.search_facets import no_hits
from spice.ports.search_index import Aggregation, Document, Figures, Found, Hit, Query
from spice.searching.living import ClassField, Living

Answer = TypeVar("Answer")
_MOST_OPEN = 64
_TRIES = 5


class OpenSearchIndex:
    """Documents by stream; `pointer` says which generation: the live one, or the next during a rebuild."""

    def __init__(
        self, connection: OpenSearchConnection, *, pointer: str = LIVE, slots: int = SLOTS, languages: bool = True
    ) -> None:
        self._connection, self._pointer, self._most, self._languages = connection, pointer, slots, languages
        self._generations = Generations(connection, slots)
        self._open: OrderedDict[UUID, View] = OrderedDict()
        self._lock = Lock()

    def prepare(self) -> None:
        """Put the templates and the metadata index; safe to repeat."""
        self._generations.prepare()

    def apply(self, database: UUID, documents: Sequence[Document]) -> None:
        """Upsert documents; what was written to a generation that just went is written again."""
        if not documents:
            return
        latest = _latest(documents)
        fields = list(dict.fromkeys(field for document in latest for field in fields_of(document)))
        texts = text_fields(latest)
        with translated():
            for _ in range(_TRIES):
                view = self._writable(database, fields, texts)
                try:
                    write(self._connection, view.concrete, (row_of(document, view.slots) for document in latest))
                except IndexGone:
                    self._forget(database)
                    continue
                if self._generations.resolve(database, self._pointer) in (view.concrete, None):
                    return
                self._forget(database)
        raise IndexGone(SERVICE, f"the index of {database} goes whenever it is written")

    def ping(self) -> None:
        """Return when the cluster answers searches and takes writes. Raises Transient."""
        self._connection.ping()

    def search(self, query: Query) -> Found:
        """Find instances."""
        found = self._ask(
            query.database,
            fields_asked(query),
            lambda view: searches.search(view, query, languages=self._languages),
            living=query.living,
        )
        return found or Found(hits=[], total=0, facets=no_hits(query.facets))

    def aggregate(self, aggregation: Aggregation) -> Figures:
        """Compute flat rows."""
        figures = self._ask(
            aggregation.database, fields_asked(aggregation), lambda view: aggregates.aggregate(view, aggregation)
        )
        return nothing(aggregation) if figures is None else figures

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

        def complete(view: View) -> list[Hit]:
            return searches.suggest(view, prefix, classes, living, limit)

        return self._ask(database, (), complete, living=living) or []

    def begin_rebuild(self, database: UUID) -> "OpenSearchIndex":
        """Open an empty index beside the live one, where a rebuild that died may have left another."""
        with translated():
            self._generations.clean(database)
            self._generations.found(database, NEXT)
        return OpenSearchIndex(self._connection, pointer=NEXT, slots=self._most, languages=self._languages)

    def finish_rebuild(self, database: UUID) -> None:
        """Switch in one change of the cluster's state; the old index goes with it."""
        with translated():
            self._generations.switch(database)
        self._forget(database)

    def drop(self, database: UUID) -> None:
        """Forget a database's documents."""
        with translated():
            self._generations.drop(database)
        self._forget(database)

    def marker(self, database: UUID) -> str:
        """Name the concrete index and the last change that searches see; "" when there is none that can be read."""
        try:
            return self._ask(database, (), lambda view: f"{view.concrete}:{view.last_change()}") or ""
        except Rebuilding:
            return ""

    def _ask(
        self,
        database: UUID,
        fields: Sequence[Field],
        question: Callable[[View], Answer],
        *,
        living: Living | None = None,
    ) -> Answer | None:
        """Ask what is live; an index that went meanwhile is looked up again."""
        with translated():
            for _ in range(_TRIES):
                view = self._readable(database, fields, living)
                if view is None:
                    return None
                try:
                    return question(view)
                except IndexGone:
                    self._forget(database)
        raise IndexGone(SERVICE, f"the index of {database} goes whenever it is asked")

    def _readable(self, database: UUID, fields: Sequence[Field], living: Living | None) -> View | None:
        view = self._open.get(database)
        if view is None:
            concrete = self._generations.resolve(database, self._pointer)
            return None if concrete is None else self._hold(database, concrete, living)
        # Others write, too: what they gave the index before something was dropped has to be known from then on.
        changed = living is not None and view.living is not living
        if all(field in view.slots.known for field in fields) and not changed:
            return view
        return self._hold(database, view.concrete, living)

    def _writable(self, database: UUID, fields: Sequence[Field], texts: Collection[ClassField]) -> View:
        view = self._open.get(database)
        if view is None:
            concrete = self._generations.resolve(database, self._pointer)
            if concrete is None and self._pointer == NEXT:
                raise Permanent(SERVICE, f"the rebuild of {database} is over")
            view = self._hold(database, concrete or self._generations.found(database, LIVE), None)
        slots = self._generations.with_fields(view.concrete, view.slots, fields)
        held = self._generations.with_texts(view.concrete, view.texts, texts)
        return self._keep(database, View(self._connection, view.concrete, slots, held, view.living))

    def _hold(self, database: UUID, concrete: str, living: Living | None) -> View:
        slots, texts = self._generations.slots(concrete), self._generations.texts(concrete)
        return self._keep(database, View(self._connection, concrete, slots, texts, living))

    def _keep(self, database: UUID, view: View) -> View:
        with self._lock:
            self._open[database] = view
            self._open.move_to_end(database)
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return view

    def _forget(self, database: UUID) -> None:
        with self._lock:
            self._open.pop(database, None)


def _latest(documents: Sequence[Document]) -> list[Document]:
    latest: dict[UUID, Document] = {}
    for document in documents:
        held = latest.get(document.stream)
        if held is None or held.version <= document.version:
            latest[document.stream] = document
    return list(latest.values())

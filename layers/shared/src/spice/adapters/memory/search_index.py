"""MemorySearchIndex: the honest twin of the search index; it reads every document for every answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from spice.adapters.memory.search_facets import counted
from spice.adapters.memory.search_figures import aggregate
from spice.adapters.memory.search_held import Held, matches
from spice.adapters.memory.search_order import Ranked, page
from spice.adapters.memory.search_questions import answering, completing, highlighted
from spice.ports.errors import Permanent
from spice.ports.search_filter import Filter
from spice.ports.search_index import Aggregation, Document, Figures, Found, Hit, Query, SortKey
from spice.searching.living import Living, covered
from spice.searching.text.question import ask

_ID = SortKey(field="_id", kind="keyword")
_NEWEST = SortKey(field="_created_at", kind="time", descending=True)
_BEST = SortKey(field="_score", kind="number", descending=True)


@dataclass(slots=True)
class _Generation:
    held: dict[UUID, Held] = field(default_factory=dict)
    changes: int = 0


class MemorySearchIndex:
    """Documents by database and stream; deleted ones stay with their version."""

    def __init__(self) -> None:
        self._live: dict[UUID, tuple[int, _Generation]] = {}
        self._begun: dict[UUID, MemorySearchIndex] = {}
        self._generations = count(1)

    def apply(self, database: UUID, documents: Sequence[Document]) -> None:
        """Upsert documents."""
        generation = self._generation(database)
        for document in documents:
            before = generation.held.get(document.stream)
            if before is None or before.document.version <= document.version:
                generation.held[document.stream] = Held.of(document)
                generation.changes += 1

    def search(self, query: Query) -> Found:
        """Find instances."""
        documents = self._matching(query.database, covered(query.classes, query.living), query.filter, query.living)
        if query.q is None:
            found, forgiving = [Ranked(held) for held in documents], False
        else:
            found, forgiving = answering(documents, ask(query.q), query.text_fields)
        hits = page(found, _order(query), query.limit, query.after)
        if query.highlight and query.q is not None:
            by_stream = {ranked.held.document.stream.hex: ranked.held for ranked in found}
            asked = ask(query.q)
            hits = [highlighted(hit, by_stream[str(hit.sort_values[-1])], asked, forgiving=forgiving) for hit in hits]
        members = [ranked.held for ranked in found]
        return Found(
            hits=hits, total=len(found), facets={facet.field: counted(members, facet) for facet in query.facets}
        )

    def aggregate(self, aggregation: Aggregation) -> Figures:
        """Compute flat rows."""
        classes = covered(aggregation.classes, aggregation.living)
        documents = self._matching(aggregation.database, classes, aggregation.filter)
        return aggregate(documents, aggregation)

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
        question = ask(prefix)
        if not question.words:
            return []
        documents = self._matching(database, covered(classes, living), None, living)
        return page(completing(documents, question), (_BEST, _ID), limit, None)

    def begin_rebuild(self, database: UUID) -> "MemorySearchIndex":
        """Open an empty index beside the live one."""
        self._begun[database] = MemorySearchIndex()
        return self._begun[database]

    def finish_rebuild(self, database: UUID) -> None:
        """Switch to the index begun."""
        begun = self._begun.pop(database, None)
        if begun is None:
            raise Permanent("search", f"no rebuild of {database} was begun")
        self._live[database] = next(self._generations), begun._generation(database)

    def drop(self, database: UUID) -> None:
        """Forget a database's documents."""
        self._live.pop(database, None)
        self._begun.pop(database, None)

    def marker(self, database: UUID) -> str:
        """Name the generation and how often it changed."""
        if database not in self._live:
            return ""
        number, generation = self._live[database]
        return f"{number}:{generation.changes}"

    def _generation(self, database: UUID) -> _Generation:
        if database not in self._live:
            self._live[database] = next(self._generations), _Generation()
        return self._live[database][1]

    def _matching(
        self, database: UUID, classes: Sequence[str] | None, wanted: Filter | None, living: Living | None = None
    ) -> list[Held]:
        _, generation = self._live.get(database, (0, _Generation()))
        return [
            held.speaking(living)
            for held in generation.held.values()
            if not held.document.deleted
            and (classes is None or held.document.class_id in classes)
            and matches(held, wanted)
        ]


def _order(query: Query) -> Sequence[SortKey]:
    sort = query.sort or [_NEWEST if query.q is None else _BEST]
    return sort if any(key.field == "_id" for key in sort) else [*sort, _ID]

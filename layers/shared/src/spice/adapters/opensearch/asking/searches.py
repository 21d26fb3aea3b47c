"""Searches: a query, compiled and answered in one request, or two when nothing was found as it was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from spice.adapters.engines.long_texts import LongTexts, Placed, settled
from spice.adapters.engines.source import Source
from spice.adapters.opensearch.asking.facets import facets, read_facets
from spice.adapters.opensearch.asking.filters import compiled
from spice.adapters.opensearch.asking.pages import BEST, ID, Order, source_of
from spice.adapters.opensearch.asking.questions import MEANS, NEAR, Asked, completing, constant, spoken, suggesting
from spice.adapters.opensearch.asking.stale import holding, known_texts, true_of_living
from spice.adapters.opensearch.asking.view import Clause, View, all_of, scope
from spice.ports.search_facets import no_hits
from spice.ports.search_filter import Filter
from spice.ports.search_index import Found, Hit, Query
from spice.searching.living import Living, covered, gone, lives
from spice.searching.text.highlight import highlight
from spice.searching.text.question import Question, ask, completes


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to answer: what matches, the question for highlights, and whether near words will do."""

    query: Clause
    question: Question | None = None
    forgiving: bool = False


def search(view: View, query: Query, *, languages: bool) -> Found:
    """Find a page, the total and the facets."""
    base = narrowed(view, covered(query.classes, query.living), query.filter)
    if query.q is None:
        return _found(view, query, _Way(all_of(base)))
    question = ask(query.q)
    if not question.words:
        return Found(hits=[], total=0, facets=no_hits(query.facets))
    stale = holding(gone(known_texts(view), query.living, query.classes))
    asked = Asked(view, question, base, query.text_fields, query.living, stale)
    found = _found(view, query, _Way(asked.ranked(), question))
    if not found.total and question.forgiving:
        found = _found(view, query, _Way(constant(NEAR, asked.near), question, forgiving=True))
    if not found.total and languages and not query.text_fields:
        # Of values that do not live these fields cannot tell: documents that have some are left out.
        cut = spoken(base if stale is None else [*base, all_of([], without=[stale])], question)
        found = found if cut is None else _found(view, query, _Way(constant(MEANS, cut), question))
    return found


def suggest(view: View, prefix: str, classes: Sequence[str], living: Living | None, limit: int) -> list[Hit]:
    """Complete: all words but the last as they are, the last as far as it is typed."""
    question = ask(prefix)
    if not question.words:
        return []
    order = Order.of(view.slots, (BEST, ID), scored=True)
    base = scope(covered(classes, living))
    if (stale := holding(gone(known_texts(view), living, classes))) is not None:
        found = [*base, completing(question)]
        base = [true_of_living(view, found, stale, living, lambda values: completes(question, values))]
    body = {"query": suggesting(base, question), "size": limit, "sort": order.sort()}
    return [order.hit(hit) for hit in view.ask(body)["hits"]["hits"]]


def narrowed(view: View, classes: Sequence[str] | None, wanted: Filter | None) -> list[Clause]:
    """Match what a search may find at all."""
    base = scope(classes)
    return base if wanted is None else [*base, compiled(view, base, wanted)]


def _found(view: View, query: Query, way: _Way) -> Found:
    order = Order.of(view.slots, query.sort, scored=way.question is not None)
    body: dict[str, Any] = {
        "query": way.query,
        "sort": order.sort(),
        "track_total_hits": True,
        "aggs": facets(view, way.query, query.facets),
    }
    answers: list[dict[str, Any]] = []

    def fetch(start: Sequence[object] | None, size: int) -> list[Placed]:
        place = {} if start is None else {"search_after": order.search_after(start)}
        # Total and facets are of the first answer alone.
        more = {"track_total_hits": False, "aggs": {}} if answers else {}
        answers.append(view.ask({**body, "size": size, **place, **more}))
        return [order.placed(hit) for hit in answers[-1]["hits"]["hits"]]

    placed = settled(fetch, order.compare, order.keys, query.limit, query.after, LongTexts(view.reading))
    answer = answers[0]
    hits = [replace(order.hit(row.found), sort_values=row.place) for row in placed]
    if query.highlight and way.question is not None:
        sources = [source_of(row.found) for row in placed]
        hits = [
            replace(hit, highlight=_marked(source, way, query.living))
            for hit, source in zip(hits, sources, strict=True)
        ]
    total = int(answer["hits"]["total"]["value"])
    return Found(hits=hits, total=total, facets=read_facets(view, way.query, query.facets, answer))


def _marked(source: Source, way: _Way, living: Living | None) -> dict[str, list[str]]:
    marked: dict[str, list[str]] = {}
    for path in (path for path in source.paths if lives(living, source.class_id, path)):
        for value in source.values(path, "text"):
            if way.question and (found := highlight(str(value), way.question, forgiving=way.forgiving)):
                marked.setdefault(path, []).extend(found)
    return marked

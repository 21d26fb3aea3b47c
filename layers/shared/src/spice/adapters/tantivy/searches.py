"""Searches: a query, compiled and answered from one view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tantivy import Query as Matching

from spice.adapters.tantivy.facets import facets
from spice.adapters.tantivy.filters import compiled
from spice.adapters.tantivy.layout import DEAD, MARKS, UID, column
from spice.adapters.tantivy.pages import Order, Row, page
from spice.adapters.tantivy.questions import NEAR, Asked, Tier, beginning, beginning_value, meaning
from spice.adapters.tantivy.view import View, all_of, any_of
from spice.domain.search.order_keys import word_key
from spice.domain.text.analysis import Analysis, analyse
from spice.domain.text.highlight import highlight
from spice.domain.text.question import AskedWord, Question, ask, means, resembles
from spice.ports.search_index import Filter, Found, Hit, Query, SortKey

_ID = SortKey(field="_id", kind="keyword")
_NEWEST = SortKey(field="_created_at", kind="time", descending=True)
_BEST = SortKey(field="_score", kind="number", descending=True)


def search(view: View, query: Query) -> Found:
    """Find a page, the total and the facets."""
    base, without = scope(view, query.classes, query.filter)
    if query.q is None:
        everything = all_of(base, without)
        return _found(view, query, Answer([Tier(0, everything)], everything))
    question = ask(query.q)
    if not question.words:
        return Found(hits=[], total=0, facets={field: [] for field, _ in query.facets})
    return _found(view, query, _answer(Asked(view, question, base, without), query.text_fields))


def suggest(view: View, prefix: str, classes: Sequence[str], limit: int) -> list[Hit]:
    """Complete: all words but the last as they are, the last as far as it is typed; values that begin so come first."""
    base, without = scope(view, classes, None)
    question = ask(prefix)
    if not question.words:
        return []
    ways = [
        all_of([*(meaning(view, word) for word in whole), beginning(view, last)])
        for whole, last in question.completions
    ]
    base = [*base, any_of(ways)]
    first = beginning_value(view, question)
    tiers = [Tier(1, all_of([*base, first], without)), Tier(0, all_of(base, [*without, first]))]
    order = Order((_BEST, _ID), scored=True)
    return [order.hit(row) for row in page(view, tiers, order, limit, None)]


def scope(view: View, classes: Sequence[str], wanted: Filter | None) -> tuple[list[Matching], list[Matching]]:
    """Give what a document must match, and what it must not."""
    base = [] if wanted is None else [compiled(view, wanted)]
    if not classes:
        return base, [view.term(MARKS, DEAD)] if view.marked(DEAD) else []
    keys = [word_key(class_id) for class_id in classes]
    name = column("_class", "keyword")
    return [view.term(name, keys[0]) if len(keys) == 1 else view.terms(name, keys), *base], []


@dataclass(frozen=True, slots=True)
class Answer:
    """What matches, in tiers of relevance; `forgiving`: nothing did, these are near."""

    tiers: Sequence[Tier]
    matching: Matching
    question: Question | None = None
    forgiving: bool = False


def _answer(asked: Asked, fields: Sequence[str]) -> Answer:
    everywhere = asked
    if fields:
        asked = asked.among(_speaking(asked, asked.matching, means, fields))
    if asked.view.count(asked.matching) or not asked.question.forgiving:
        return Answer(asked.tiers(), asked.matching, asked.question)
    near = everywhere.near
    if fields:
        near = asked.view.terms(UID, _speaking(asked, near, resembles, fields))
    return Answer([Tier(NEAR, near)], near, asked.question, forgiving=True)


def _found(view: View, query: Query, answer: Answer) -> Found:
    scored = answer.question is not None
    sort = query.sort or [_BEST if scored else _NEWEST]
    order = Order(sort if any(key.field == "_id" for key in sort) else [*sort, _ID], scored=scored)
    tiers = answer.tiers if order.score_at is not None else [Tier(0, answer.matching)]
    rows = page(view, tiers, order, query.limit, query.after)
    hits = [order.hit(row) for row in rows]
    if query.highlight and scored:
        hits = [replace(hit, highlight=_marked(row, answer)) for hit, row in zip(hits, rows, strict=True)]
    return Found(hits=hits, total=view.count(answer.matching), facets=facets(view, answer.matching, query.facets))


def _marked(row: Row, answer: Answer) -> dict[str, list[str]]:
    marked: dict[str, list[str]] = {}
    for path in row.source.paths:
        for value in row.source.values(path, "text"):
            if answer.question and (found := highlight(str(value), answer.question, forgiving=answer.forgiving)):
                marked.setdefault(path, []).extend(found)
    return marked


def _speaking(
    asked: Asked, candidates: Matching, holds: Callable[[AskedWord, Sequence[Analysis]], bool], fields: Sequence[str]
) -> list[str]:
    """List the documents whose words stand in some fields alone: read, because words are indexed together."""
    view, found = asked.view, []
    for source in map(view.read, view.addresses(candidates, 1000)):
        values = [analyse(str(value)) for field in fields for value in source.values(field, "text")]
        if all(holds(word, values) for word in asked.question.words):
            found.append(source.uid)
    return found

"""Searches: a query, compiled and answered from one view."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tantivy import Query as Matching

from spice.adapters.engines.source import Source, living_texts
from spice.adapters.tantivy.asking.facets import facets
from spice.adapters.tantivy.asking.filters import compiled
from spice.adapters.tantivy.asking.orders import Order
from spice.adapters.tantivy.asking.pages import page
from spice.adapters.tantivy.asking.questions import NEAR, Asked, Tier, beginning, beginning_value, meaning
from spice.adapters.tantivy.asking.view import View, all_of, any_of
from spice.adapters.tantivy.documents.layout import DEAD, MARKS, UID, column
from spice.domain.errors import refuse
from spice.ports.search_facets import no_hits
from spice.ports.search_filter import Filter
from spice.ports.search_index import Found, Hit, Query, SortKey
from spice.searching.living import Living, covered, gone, lives
from spice.searching.order_keys import word_key
from spice.searching.text.analysis import Analysis, analyse
from spice.searching.text.highlight import highlight
from spice.searching.text.question import AskedWord, Question, ask, completes, means, resembles

MOST_READ = 20_000
Holds = Callable[[AskedWord, Sequence[Analysis]], bool]

_ID = SortKey(field="_id", kind="keyword")
_NEWEST = SortKey(field="_created_at", kind="time", descending=True)
_BEST = SortKey(field="_score", kind="number", descending=True)


def search(view: View, query: Query) -> Found:
    """Find a page, the total and the facets."""
    base, without = scope(view, covered(query.classes, query.living), query.filter)
    if query.q is None:
        everything = all_of(base, without)
        return _found(view, query, Answer([Tier(0, everything)], everything))
    question = ask(query.q)
    if not question.words:
        return Found(hits=[], total=0, facets=no_hits(query.facets))
    asked = Asked(view, question, base, without)
    stale = holding(view, gone(view.texts.held(), query.living, query.classes))
    return _found(view, query, _answer(asked, _Speakers(query.text_fields, query.living, stale)))


def suggest(view: View, prefix: str, classes: Sequence[str], living: Living | None, limit: int) -> list[Hit]:
    """Complete: all words but the last as they are, the last as far as it is typed; values that begin so come first."""
    base, without = scope(view, covered(classes, living), None)
    question = ask(prefix)
    if not question.words:
        return []
    ways = [
        all_of([*(meaning(view, word) for word in whole), beginning(view, last)])
        for whole, last in question.completions
    ]
    base = [*base, any_of(ways)]
    if (stale := holding(view, gone(view.texts.held(), living, classes))) is not None:
        base = [_true_of_living(view, all_of(base, without), stale, living, partial(completes, question))]
    first = beginning_value(view, question)
    tiers = [Tier(1, all_of([*base, first], without)), Tier(0, all_of(base, [*without, first]))]
    order = Order((_BEST, _ID), scored=True)
    return [order.hit(row) for row in page(view, tiers, order, limit, None)]


def scope(view: View, classes: Sequence[str] | None, wanted: Filter | None) -> tuple[list[Matching], list[Matching]]:
    """Give what a document must match, and what it must not."""
    base = [] if wanted is None else [compiled(view, wanted)]
    if classes is None:
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


@dataclass(frozen=True, slots=True)
class _Speakers:
    """Whose words count: of some `fields` alone, of what lives alone. `stale` may hold words of what does not."""

    fields: Sequence[str]
    living: Living | None
    stale: Matching | None

    def narrowed(self, asked: Asked, found: Matching, holds: Holds) -> Matching:
        """Leave out documents that have the words elsewhere: read, because words are indexed together."""

        def speaks(values: Sequence[Analysis]) -> bool:
            return all(holds(word, values) for word in asked.question.words)

        if self.fields:
            return asked.view.terms(UID, _speaking(asked.view, found, self._values, speaks))
        if self.stale is None:
            return found
        return _true_of_living(asked.view, found, self.stale, self.living, speaks)

    def _values(self, source: Source) -> list[Analysis]:
        return [
            analyse(str(value))
            for field in self.fields
            if lives(self.living, source.class_id, field)
            for value in source.values(field, "text")
        ]


def _answer(asked: Asked, speakers: _Speakers) -> Answer:
    matching = speakers.narrowed(asked, asked.matching, means)
    if asked.view.count(matching) or not asked.question.forgiving:
        narrowed = asked if matching is asked.matching else asked.among(matching)
        return Answer(narrowed.tiers(), matching, asked.question)
    near = speakers.narrowed(asked, asked.near, resembles)
    return Answer([Tier(NEAR, near)], near, asked.question, forgiving=True)


def _found(view: View, query: Query, answer: Answer) -> Found:
    scored = answer.question is not None
    sort = query.sort or [_BEST if scored else _NEWEST]
    order = Order(sort if any(key.field == "_id" for key in sort) else [*sort, _ID], scored=scored)
    tiers = answer.tiers if order.score_at is not None else [Tier(0, answer.matching)]
    rows = page(view, tiers, order, query.limit, query.after)
    hits = [order.hit(row) for row in rows]
    if query.highlight and scored:
        marked = (_marked(row.source, answer, query.living) for row in rows)
        hits = [replace(hit, highlight=found) for hit, found in zip(hits, marked, strict=True)]
    return Found(hits=hits, total=view.count(answer.matching), facets=facets(view, answer.matching, query.facets))


def _marked(source: Source, answer: Answer, living: Living | None) -> dict[str, list[str]]:
    marked: dict[str, list[str]] = {}
    for path in (path for path in source.paths if lives(living, source.class_id, path)):
        for value in source.values(path, "text"):
            if answer.question and (found := highlight(str(value), answer.question, forgiving=answer.forgiving)):
                marked.setdefault(path, []).extend(found)
    return marked


def holding(view: View, fields: Mapping[str, Sequence[str]]) -> Matching | None:
    """Match documents of classes that have a value in one of their fields; None: there are no such fields."""
    name = column("_class", "keyword")
    parts = [
        all_of(
            [view.term(name, word_key(class_id)), any_of([Matching.exists_query(column(one, "text")) for one in held])]
        )
        for class_id, held in fields.items()
    ]
    return any_of(parts) if parts else None


def _true_of_living(
    view: View, found: Matching, stale: Matching, living: Living | None, speaks: Callable[[Sequence[Analysis]], bool]
) -> Matching:
    """Of the documents found that have values which do not live, keep those whose living ones speak."""

    def values(source: Source) -> list[Analysis]:
        return living_texts(source, living)

    good = _speaking(view, all_of([found, stale]), values, speaks)
    return any_of([all_of([found], without=[stale]), view.terms(UID, good)])


def _speaking(
    view: View,
    candidates: Matching,
    values: Callable[[Source], list[Analysis]],
    speaks: Callable[[Sequence[Analysis]], bool],
) -> list[str]:
    if view.count(candidates) > MOST_READ:
        raise refuse("constraint_violated", f"more than {MOST_READ} documents to read", hint="narrow the question")
    sources = map(view.read, view.addresses(candidates, 1000))
    return [source.uid for source in sources if speaks(values(source))]

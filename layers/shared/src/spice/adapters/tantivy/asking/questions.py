"""Questions as tantivy queries, in tiers of relevance that depend on no other document: pages stand still."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tantivy import Query

from spice.adapters.tantivy.asking.view import View, all_of, any_of
from spice.adapters.tantivy.documents.layout import MARKS, TYPED, WORDS
from spice.searching.text.analysis import LONGEST_WHOLE, START
from spice.searching.text.hangul import jamo
from spice.searching.text.question import AskedWord, Question
from spice.searching.text.spacing import Phrase
from spice.searching.text.words import half_of, pairs

EQUAL, BEGINS, TOGETHER, SAYS, MEANS, NEAR = 5, 4, 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Tier:
    """Documents of the same relevance."""

    rank: int
    query: Query


@dataclass(frozen=True)
class Asked:
    """A question, to be asked of the documents `base` matches."""

    view: View
    question: Question
    base: Sequence[Query]
    without: Sequence[Query]

    @cached_property
    def matching(self) -> Query:
        """Match all words or other forms of them."""
        return all_of([*self.base, *self._means], self.without)

    @cached_property
    def near(self) -> Query:
        """Match all words or something near them."""
        words = [_resembles(self.view, word) for word in self.question.words]
        return all_of([*self.base, *words], self.without)

    def among(self, found: Query) -> "Asked":
        """Ask only some documents."""
        return Asked(self.view, self.question, [*self.base, found], self.without)

    def tiers(self) -> list[Tier]:
        """Tell apart: a value is just this, begins with it, has it as it was spaced; all words as typed; others."""
        whole = "=" + self.question.whole
        equal = self.view.term(MARKS, whole)
        begins = _starting(self.view, MARKS, whole)
        said = all_of([_says(self.view, word) for word in self.question.words])
        together = _together(self.view, self.question)
        base, without = self.base, self.without
        return [
            Tier(EQUAL, all_of([*base, *self._means, equal], without)),
            Tier(BEGINS, all_of([*base, *self._means, begins], [*without, equal])),
            Tier(TOGETHER, all_of([*base, together], [*without, begins])),
            Tier(SAYS, all_of([*base, said], [*without, begins, together])),
            Tier(MEANS, all_of([*base, *self._means], [*without, begins, together, said])),
        ]

    @cached_property
    def _means(self) -> list[Query]:
        return [meaning(self.view, word) for word in self.question.words]


def beginning(view: View, word: AskedWord) -> Query:
    """Match a word that begins like this; Hangul as far as it is typed."""
    if word.is_run:
        return _starting(view, TYPED, START + jamo(word.text))
    return _starting(view, WORDS, word.text)


def beginning_value(view: View, question: Question) -> Query:
    """Match a value that begins like a question."""
    return _starting(view, MARKS, "=" + question.whole)


def _says(view: View, word: AskedWord) -> Query:
    return _run(view, word.text) if word.is_run else view.term(WORDS, word.text)


def meaning(view: View, word: AskedWord) -> Query:
    """Match a word, another form or another spacing of it."""
    others = [_phrase(view, phrase) for phrase in word.others]
    if word.is_run:
        return any_of([*(_run(view, text) for text in dict.fromkeys((word.text, word.root))), *others])
    terms = [view.term(WORDS, text) for text in dict.fromkeys((word.text, word.root))]
    return any_of([*terms, view.term(MARKS, "~" + word.root), *others])


def _run(view: View, text: str) -> Query:
    """Match a part of a run: its pairs in a row; one character is half a pair, or the last one."""
    if len(text) == 1:
        return Query.regex_query(view.schema, WORDS, half_of(re.escape(text)))
    cut = pairs(text)
    return view.term(WORDS, cut[0]) if len(cut) == 1 else Query.phrase_query(view.schema, WORDS, [*cut])


def _together(view: View, question: Question) -> Query:
    if len(question.words) == 1:
        return _says(view, question.words[0])
    return _phrase(view, question.together) if question.together else Query.empty_query()


def _phrase(view: View, phrase: Phrase) -> Query:
    """Match terms in a row, any of several in each place."""
    if len(phrase) == 1:
        return view.terms(WORDS, phrase[0])
    if all(len(held) == 1 for held in phrase):
        return Query.phrase_query(view.schema, WORDS, [held[0] for held in phrase])
    return Query.regex_phrase_query(view.schema, WORDS, ["|".join(map(re.escape, held)) for held in phrase])


def _resembles(view: View, word: AskedWord) -> Query:
    near = [meaning(view, word)]
    if word.slips and word.is_run:
        spelt = jamo(word.text)
        near += [_fuzzy(view, TYPED, text, word.slips, prefix=True) for text in (START + spelt, spelt)]
    elif word.slips:
        near.append(_fuzzy(view, WORDS, word.text, word.slips))
    return any_of(near)


def _starting(view: View, field: str, start: str) -> Query:
    if len(start) > LONGEST_WHOLE + 1:
        return Query.empty_query()
    return _fuzzy(view, field, start, 0, prefix=True)


def _fuzzy(view: View, field: str, text: str, most: int, *, prefix: bool = False) -> Query:
    return Query.fuzzy_term_query(view.schema, field, text, most, prefix=prefix)

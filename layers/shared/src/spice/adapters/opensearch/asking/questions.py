"""Questions as queries, in tiers of relevance that depend on no other document: pages stand still."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from spice.adapters.engines.source import Source
from spice.adapters.opensearch.asking.slips import near_pattern
from spice.adapters.opensearch.asking.stale import true_of_living
from spice.adapters.opensearch.asking.view import EVERYTHING, NOTHING, Clause, View, all_of, any_of
from spice.adapters.opensearch.documents.languages import language_of, languages_asked
from spice.adapters.opensearch.documents.layout import MARKS, TYPED, UID, WORDS
from spice.adapters.opensearch.documents.slots import literally
from spice.searching.living import Living, lives
from spice.searching.text.analysis import LONGEST_WHOLE, START, Analysis, analyse
from spice.searching.text.hangul import jamo
from spice.searching.text.question import AskedWord, Question, means, resembles
from spice.searching.text.spacing import Phrase
from spice.searching.text.words import half_of, pairs

EQUAL, BEGINS, TOGETHER, SAYS, MEANS, NEAR = 5, 4, 3, 2, 1, 0
Holds = Callable[[AskedWord, Sequence[Analysis]], bool]


@dataclass(frozen=True)
class Asked:
    """A question, to be asked of the documents `base` matches; `fields` limit where its words may stand.

    `stale` documents may have words in fields that do not live.
    """

    view: View
    question: Question
    base: Sequence[Clause]
    fields: Sequence[str] = ()
    living: Living | None = None
    stale: Clause | None = None

    @cached_property
    def matching(self) -> Clause:
        """Match all words or other forms of them."""
        return self._limited([meaning(word) for word in self.question.words], means)

    @cached_property
    def near(self) -> Clause:
        """Match all words or something near them."""
        return self._limited([_resembles(word) for word in self.question.words], resembles)

    def ranked(self) -> Clause:
        """Score by tier: a value is just this, begins with it, has it as it was spaced; all words as typed; others."""
        whole = "=" + self.question.whole
        tiers = [
            _tier(EQUAL, {"term": {MARKS: whole}}),
            _tier(BEGINS, _starting(MARKS, whole)),
            _tier(TOGETHER, _together(self.question)),
            _tier(SAYS, all_of([_says(word) for word in self.question.words])),
            _tier(MEANS, EVERYTHING),
        ]
        return {"bool": {"filter": [self.matching], "must": [{"dis_max": {"queries": tiers}}]}}

    def _limited(self, words: Sequence[Clause], holds: Holds) -> Clause:
        def speaks(values: Sequence[Analysis]) -> bool:
            return all(holds(word, values) for word in self.question.words)

        found = [*self.base, *words]
        if not self.fields:
            if self.stale is None:
                return all_of(found)
            return true_of_living(self.view, found, self.stale, self.living, speaks)
        sources = self.view.read(all_of(found), "words in some fields alone")
        uids = [source.uid for source in sources if speaks(self._values(source))]
        return all_of([*self.base, {"terms": {UID: uids}}]) if uids else NOTHING

    def _values(self, source: Source) -> list[Analysis]:
        return [
            analyse(str(value))
            for field in self.fields
            if lives(self.living, source.class_id, field)
            for value in source.values(field, "text")
        ]


def spoken(base: Sequence[Clause], question: Question) -> Clause | None:
    """Match a question as the languages' own analyzers cut it: the parts of each word in a row, in one language."""
    by_language: dict[str, list[str]] = {}
    for word in question.words:
        if language := language_of(word.text):
            by_language.setdefault(language, []).append(word.text)
    if not by_language:
        return None
    parts = [any_of([_said(name, words) for name in languages_asked(words[0])]) for words in by_language.values()]
    return all_of([*base, *parts])


def _said(name: str, words: Sequence[str]) -> Clause:
    """Match words that say something in a language; one that says nothing there, as "the", is in no document."""
    together = {"match": {name: {"query": " ".join(words), "operator": "and"}}}
    return all_of([together, *({"match_phrase": {name: {"query": word, "zero_terms_query": "all"}}} for word in words)])


def constant(tier: int, query: Clause) -> Clause:
    """Score all that match alike."""
    return {"bool": {"filter": [query], "must": [_tier(tier, EVERYTHING)]}}


def suggesting(base: Sequence[Clause], question: Question) -> Clause:
    """Match all words but the last, and what begins like the last; values that begin so come first."""
    wanted = all_of([*base, completing(question)])
    first = [_tier(1, _starting(MARKS, "=" + question.whole)), _tier(0, EVERYTHING)]
    return {"bool": {"filter": [wanted], "must": [{"dis_max": {"queries": first}}]}}


def completing(question: Question) -> Clause:
    """Match all words but the last, and what begins like the last."""
    return any_of(
        [all_of([*(meaning(word) for word in whole), _beginning(last)]) for whole, last in question.completions]
    )


def meaning(word: AskedWord) -> Clause:
    """Match a word, another form or another spacing of it."""
    others = [_phrase(phrase) for phrase in word.others]
    if word.is_run:
        return any_of([*(_run(text) for text in dict.fromkeys((word.text, word.root))), *others])
    terms: list[Clause] = [{"terms": {WORDS: [*dict.fromkeys((word.text, word.root))]}}]
    return any_of([*terms, {"term": {MARKS: "~" + word.root}}, *others])


def _tier(tier: int, query: Clause) -> Clause:
    # One above: a document that matches has a score.
    return {"constant_score": {"filter": query, "boost": tier + 1}}


def _beginning(word: AskedWord) -> Clause:
    return _starting(TYPED, START + jamo(word.text)) if word.is_run else _starting(WORDS, word.text)


def _says(word: AskedWord) -> Clause:
    return _run(word.text) if word.is_run else {"term": {WORDS: word.text}}


def _run(text: str) -> Clause:
    """Match a part of a run: its pairs in a row; one character is half a pair, or the last one."""
    if len(text) == 1:
        return {"regexp": {WORDS: {"value": half_of(literally(text))}}}
    cut = pairs(text)
    if len(cut) == 1:
        return {"term": {WORDS: cut[0]}}
    return {"match_phrase": {WORDS: " ".join(cut)}}


def _together(question: Question) -> Clause:
    if len(question.words) == 1:
        return _says(question.words[0])
    return _phrase(question.together) if question.together else NOTHING


def _phrase(phrase: Phrase) -> Clause:
    """Match terms in a row, any of several in each place."""
    if len(phrase) == 1:
        return {"terms": {WORDS: [*phrase[0]]}}
    if all(len(held) == 1 for held in phrase):
        return {"match_phrase": {WORDS: " ".join(held[0] for held in phrase)}}
    held = [{"span_or": {"clauses": [{"span_term": {WORDS: term}} for term in terms]}} for terms in phrase]
    return {"span_near": {"clauses": held, "slop": 0, "in_order": True}}


def _resembles(word: AskedWord) -> Clause:
    near = [meaning(word)]
    if word.slips and word.is_run:
        spelt = jamo(word.text)
        for text in (START + spelt, spelt) if len(spelt) <= LONGEST_TYPED else ():
            near.append({"regexp": {TYPED: {"value": near_pattern(text, word.slips) + ".*", **_LARGE}}})
    elif word.slips:
        near.append({"regexp": {WORDS: {"value": near_pattern(word.text, word.slips), **_LARGE}}})
    return any_of(near)


def _starting(field: str, start: str) -> Clause:
    return NOTHING if len(start) > LONGEST_WHOLE + 1 else {"prefix": {field: {"value": start}}}


LONGEST_TYPED = 64
"""How a run is typed is kept of its first 12 characters, of 5 letters at most: nothing is near what is longer."""

_LARGE = {"max_determinized_states": 100_000}

"""A question: the words somebody typed, with the other forms they may have. Plain text, no query language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spice.searching.text.analysis import START, Analysis
from spice.searching.text.hangul import has_hangul, jamo
from spice.searching.text.nearness import near
from spice.searching.text.spacing import Phrase, joined, parted, spaced, stands
from spice.searching.text.stems import stem, without_particle
from spice.searching.text.words import Word, terms, words_of

_MOST_WORDS = 32
_MOST_TEXT = 4000
_LONGEST = 64
_FUZZY_WORD = 5
_FUZZY_RUN = 5
_VERY_LONG_RUN = 12
_SHORT_CHAIN = (3, 6)
"""Words in a row that may all be one."""

_MOST_TERMS = 400
"""Of all other spacings of a question: engines bound a query's clauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWord:
    """A word, its root (the English stem, the Korean word without its particle), and how it may be spaced else."""

    text: str
    is_run: bool
    root: str
    others: tuple[Phrase, ...] = ()

    @property
    def slips(self) -> int:
        """How many edits are forgiven when nothing is found otherwise."""
        if self.is_run:
            length = len(jamo(self.text)) if has_hangul(self.text) else 0
            return 0 if length < _FUZZY_RUN else 2 if length >= _VERY_LONG_RUN else 1
        return int(len(self.text) >= _FUZZY_WORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All words must match, in any field.

    `whole` is what a value that says just this would be; `together` are its words in a row, as they are spaced;
    `completions` are the ways to go on typing: the words before, and the last one, or the last ones written as one.
    """

    words: Sequence[AskedWord]
    whole: str
    together: Phrase = ()
    completions: Sequence[tuple[Sequence[AskedWord], AskedWord]] = ()

    @property
    def forgiving(self) -> bool:
        """Tell whether near words are worth looking for."""
        return any(word.slips for word in self.words)


def ask(text: str) -> Question:
    """Read what somebody typed; no words, no answer."""
    words = words_of(text[:_MOST_TEXT])
    asked = [_asked(word.text[:_LONGEST], word.is_run) for word in words]
    budget = [_MOST_TERMS]
    chains = [*_chains(words)]
    spelt = [replace(word, others=_others(asked, chains, n, budget)) for n, word in enumerate(asked[:_MOST_WORDS])]
    return Question(
        words=[*dict.fromkeys(spelt)],
        whole=" ".join(word.text for word in words),
        together=_together(words),
        completions=[*_completions(spelt, chains[-1])] if words else (),
    )


def says(word: AskedWord, values: Sequence[Analysis]) -> bool:
    """Tell whether a word stands in values as it was typed."""
    if word.is_run:
        return any(word.text in run for value in values for run in value.runs)
    return any(word.text in value.words for value in values)


def means(word: AskedWord, values: Sequence[Analysis]) -> bool:
    """Tell whether a word, another form or another spacing of it stands in values."""
    if says(word, values) or any(stands(other, value.terms) for value in values for other in word.others):
        return True
    if word.is_run:
        return any(word.root in run for value in values for run in value.runs)
    return any(word.root in value.stems or word.root in value.words for value in values)


def resembles(word: AskedWord, values: Sequence[Analysis]) -> bool:
    """Tell whether something near a word stands in values."""
    if means(word, values):
        return True
    if word.is_run:
        return _typed_alike(word, values)
    return bool(word.slips) and any(near(word.text, held, word.slips) for value in values for held in value.terms)


def completes(question: Question, values: Sequence[Analysis]) -> bool:
    """Tell whether values have all words but the last, and one that begins like the last, or like the last ones."""
    return any(
        all(means(word, values) for word in whole) and _begins(last, values) for whole, last in question.completions
    )


def together(question: Question, values: Sequence[Analysis]) -> bool:
    """Tell whether a question stands in one value as it was typed, spaces included."""
    if len(question.words) == 1:
        return says(question.words[0], values)
    return any(stands(question.together, value.terms) for value in values)


def _begins(word: AskedWord, values: Sequence[Analysis]) -> bool:
    if word.is_run:
        return any(typed.startswith(START + jamo(word.text)) for value in values for typed in value.typed)
    return any(term.startswith(word.text) for value in values for term in value.terms)


def _typed_alike(word: AskedWord, values: Sequence[Analysis]) -> bool:
    spelt = jamo(word.text)
    return bool(word.slips) and any(
        near(asked, held, word.slips, prefix=True)
        for value in values
        for held in value.typed
        for asked in (START + spelt, spelt)
    )


def _asked(word: str, is_run: bool) -> AskedWord:
    root = (without_particle(word) if has_hangul(word) else word) if is_run else stem(word)
    return AskedWord(text=word, is_run=is_run, root=root)


def _chains(words: Sequence[Word]) -> Iterator[range]:
    """Tell which words stand beside one another and may be one: runs with spaces between them, other words in a row."""
    start = 0
    for n in range(1, len(words) + 1):
        if n == len(words) or not (words[n].follows if words[n].is_run else not words[n - 1].is_run):
            yield range(start, n)
            start = n


def _others(words: Sequence[AskedWord], chains: Sequence[range], n: int, budget: list[int]) -> tuple[Phrase, ...]:
    chain = next(chain for chain in chains if n in chain)
    found = []
    for phrase in dict.fromkeys(_spacings(words, chain, n)):
        budget[0] -= sum(map(len, phrase))
        if budget[0] < 0:
            break
        found.append(phrase)
    return tuple(found)


def _spacings(words: Sequence[AskedWord], chain: range, n: int) -> Iterator[Phrase]:
    word = words[n]
    beside = [range(a, a + 2) for a in (n - 1, n) if a in chain and a + 1 in chain]
    beside += [chain] if _SHORT_CHAIN[0] <= len(chain) <= _SHORT_CHAIN[1] else []
    parts = [[words[a].text for a in each] for each in beside]
    if word.is_run:
        runs = [word.text, word.root, *map("".join, parts)]
        yield from (spaced(run) for run in runs if 1 < len(run) <= _LONGEST)
        return
    for one in (one for part in parts for one in joined(part)):
        yield (tuple(dict.fromkeys((one, stem(one)))),)
    yield from parted(word.text)


def _completions(words: Sequence[AskedWord], chain: range) -> Iterator[tuple[Sequence[AskedWord], AskedWord]]:
    *whole, last = dict.fromkeys(words)
    yield whole, last
    tail = words[chain[0] :]
    if len(tail) > 1:
        yield words[: chain[0]], _asked("".join(word.text for word in tail)[:_LONGEST], last.is_run)


def _together(words: Sequence[Word]) -> Phrase:
    """Give the terms of a question in a row; the end of its last run is not known."""
    if len(words) > _MOST_WORDS or any(len(word.text) > _LONGEST for word in words):
        return ()
    found = [*terms(words)]
    return tuple((term,) for term in (found[:-1] if words and words[-1].is_run else found))

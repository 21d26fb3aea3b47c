"""A question: the words somebody typed, with the other forms they may have. Plain text, no query language."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from spice.domain.text.analysis import START, Analysis
from spice.domain.text.hangul import has_hangul, jamo
from spice.domain.text.nearness import near
from spice.domain.text.stems import stem, without_particle
from spice.domain.text.words import pairs, split_words

_MOST_WORDS = 32
_MOST_TEXT = 4000
_LONGEST = 64
_FUZZY_WORD = 5
_FUZZY_RUN = 5
_VERY_LONG_RUN = 12
_SPACED_RUN = 4
_SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWord:
    """A word and its root: the English stem, or the Korean word without its particle."""

    text: str
    is_run: bool
    root: str

    @property
    def slips(self) -> int:
        """How many edits are forgiven when nothing is found otherwise."""
        if self.is_run:
            length = len(jamo(self.text)) if has_hangul(self.text) else 0
            return 0 if length < _FUZZY_RUN else 2 if length >= _VERY_LONG_RUN else 1
        return int(len(self.text) >= _FUZZY_WORD)

    @property
    def pairs_needed(self) -> int:
        """How many of a run's pairs do when nothing is found otherwise (spaces are set freely); 0: all of them."""
        return ceil((len(self.text) - 1) * _SHARE) if self.is_run and len(self.text) >= _SPACED_RUN else 0

    @property
    def forgiving(self) -> bool:
        """Tell whether anything near it would do."""
        return bool(self.slips or self.pairs_needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All words must match, in any field. `whole` is what a value that says just this would be."""

    words: Sequence[AskedWord]
    whole: str

    @property
    def forgiving(self) -> bool:
        """Tell whether near words are worth looking for."""
        return any(word.forgiving for word in self.words)


def ask(text: str) -> Question:
    """Read what somebody typed; no words, no answer."""
    words = [(word[:_LONGEST], is_run) for word, is_run in split_words(text[:_MOST_TEXT])]
    asked = [AskedWord(text=word, is_run=is_run, root=_root(word, is_run)) for word, is_run in words]
    return Question(words=list(dict.fromkeys(asked))[:_MOST_WORDS], whole=" ".join(word for word, _ in words))


def says(word: AskedWord, values: Sequence[Analysis]) -> bool:
    """Tell whether a word stands in values as it was typed."""
    if word.is_run:
        return any(word.text in run for value in values for run in value.runs)
    return any(word.text in value.words for value in values)


def means(word: AskedWord, values: Sequence[Analysis]) -> bool:
    """Tell whether a word or another form of it stands in values."""
    if says(word, values):
        return True
    if word.is_run:
        return any(word.root in run for value in values for run in value.runs)
    return any(word.root in value.stems or word.root in value.words for value in values)


def resembles(word: AskedWord, values: Sequence[Analysis]) -> bool:
    """Tell whether something near a word stands in values."""
    if means(word, values):
        return True
    if word.is_run:
        return _mostly_there(word, values) or _typed_alike(word, values)
    return bool(word.slips) and any(near(word.text, held, word.slips) for value in values for held in value.terms)


def _mostly_there(word: AskedWord, values: Sequence[Analysis]) -> bool:
    if not word.pairs_needed:
        return False
    return sum(any(pair in value.terms for value in values) for pair in pairs(word.text)) >= word.pairs_needed


def _typed_alike(word: AskedWord, values: Sequence[Analysis]) -> bool:
    spelt = jamo(word.text)
    return bool(word.slips) and any(
        near(asked, held, word.slips, prefix=True)
        for value in values
        for held in value.typed
        for asked in (START + spelt, spelt)
    )


def _root(word: str, is_run: bool) -> str:
    if is_run:
        return without_particle(word) if has_hangul(word) else word
    return stem(word)

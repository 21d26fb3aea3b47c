"""Spacing: what was typed, as it may be spaced otherwise. Phrases of terms, any of several in each place."""

import re
from collections.abc import Iterator, Sequence

from spice.searching.text.words import SPACED, pairs

Phrase = tuple[tuple[str, ...], ...]
"""Places in a row, and the terms each may hold."""

_NUMBERED = re.compile(r"(\d+|[^\W\d_]+)((?<=\d)[^\W\d_]+|(?<=\D)\d+)").fullmatch
"""`10kg` is `10 kg` too."""

_SHORTEST_PART = 3
_SHORTEST_IN_THREE = 9
_LONGEST_IN_THREE = 16
_LONGEST = 24
_WORDS = (
    "a all an and any are as at be but by can could did do for from get had has have he her him his how i if in is it "
    "its may me my no nor not now of off on one or our out own per say she so than that the them then they this to "
    "too up us use via was we were what when who why will with would you your"
)
_SMALL = frozenset(_WORDS.split())
"""Words that make no compounds: `the rapist` is no `therapist`."""


def spaced(run: str) -> Phrase:
    """Let a run stand with spaces in it; a single character between them is a word of its own there, never a tail."""
    last = len(run) - 2
    return tuple((pair, *_apart(pair, first=n == 0, last=n == last)) for n, pair in enumerate(pairs(run)))


def joined(words: Sequence[str]) -> Iterator[str]:
    """Write words as one, where people do."""
    one = "".join(words)
    if one.isalnum() and not one.isdigit() and _SMALL.isdisjoint(words):
        yield one


def parted(word: str) -> Iterator[Phrase]:
    """Write a word as two or three."""
    if word.isdigit() or not word.isalnum() or len(word) > _LONGEST:
        return
    if numbered := _NUMBERED(word):
        yield (numbered[1],), (numbered[2],)
    for left, right in _halves(word):
        yield (left,), (right,)
    if _SHORTEST_IN_THREE <= len(word) <= _LONGEST_IN_THREE:
        for left, rest in _halves(word):
            for middle, right in _halves(rest):
                yield (left,), (middle,), (right,)


def stands(phrase: Phrase, terms: Sequence[str]) -> bool:
    """Tell whether a phrase stands among a value's terms."""
    return any(fits(phrase, terms, start) for start, term in enumerate(terms) if phrase and term in phrase[0])


def fits(phrase: Phrase, terms: Sequence[str], start: int) -> bool:
    """Tell whether a phrase stands at a place among terms."""
    rest = len(terms) - start >= len(phrase)
    return rest and all(terms[start + n] in held for n, held in enumerate(phrase))


def _apart(pair: str, *, first: bool, last: bool) -> Iterator[str]:
    for left in (SPACED,) if first else ("", SPACED):
        for right in (SPACED,) if last else ("", SPACED):
            yield f"{left}{pair[0]}{SPACED}{pair[1]}{right}"


def _halves(word: str) -> Iterator[tuple[str, str]]:
    for n in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if word[:n] not in _SMALL and word[n:] not in _SMALL:
            yield word[:n], word[n:]

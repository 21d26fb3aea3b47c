"""What full text search knows of a value: its words, their stems, its whole, and how its runs are typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spice.searching.text.folding import plain
from spice.searching.text.hangul import jamo
from spice.searching.text.stems import stem
from spice.searching.text.words import Word, ascii_words, asides, located, terms

_CACHED = 64
LONGEST_WHOLE = 120
_OFFSETS = 8
_TYPED = 12
START = "^"
"""Marks how a run is typed from its first character on."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A value analysed; `whole` is None for long ones, `typed` is how runs are typed, from the start and within."""

    words: tuple[str, ...]
    runs: tuple[str, ...]
    terms: tuple[str, ...]
    stems: tuple[str, ...]
    whole: str | None
    typed: tuple[str, ...]


def analyse(text: str) -> Analysis:
    """Analyse a value; short ones are remembered."""
    return _remembered(text) if len(text) <= _CACHED else _analysed(text)


def typed(run: str, behind: str = "") -> list[str]:
    """Spell a run as it is typed: from its first character, on into what is behind it, and from its next few."""
    spelt = [jamo(run[n : n + _TYPED]) for n in range(min(len(run), _OFFSETS))]
    spelt[0] = START + (jamo((run + behind)[:_TYPED]) if behind else spelt[0])
    return spelt


def behind(words: Sequence[Word], n: int) -> str:
    """Give the runs that follow one, as far as they matter to how it is typed: in a title, not in prose."""
    found = ""
    if words[-1].end > _CACHED:
        return found
    for word in words[n + 1 :]:
        if not word.follows or len(found) >= _TYPED:
            break
        found += word.text
    return found


def _analysed(text: str) -> Analysis:
    folded = plain(text)
    if folded.isascii():
        return _of_words(ascii_words(folded), folded)
    words = [*located(folded)]
    plain_words = tuple([word.text for word in words if not word.is_run])
    spelt = [each for n, word in enumerate(words) if word.is_run for each in typed(word.text, behind(words, n))]
    return Analysis(
        plain_words,
        tuple([word.text for word in words if word.is_run]),
        tuple(terms(words)),
        _stems(plain_words, folded),
        _whole([word.text for word in words]),
        tuple(dict.fromkeys(spelt)),
    )


def _of_words(words: tuple[str, ...], folded: str) -> Analysis:
    return Analysis(words, (), words, _stems(words, folded), _whole(words), ())


def _stems(words: Sequence[str], folded: str) -> tuple[str, ...]:
    roots = [root for word in words if (root := stem(word)) != word]
    return tuple(dict.fromkeys([*roots, *(stem(one) for one, *_ in asides(folded))]))


def _whole(words: Sequence[str]) -> str | None:
    whole = " ".join(words)
    return whole if len(whole) <= LONGEST_WHOLE else None


_remembered = lru_cache(maxsize=1 << 15)(_analysed)

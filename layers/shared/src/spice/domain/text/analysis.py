"""What full text search knows of a value: its words, their stems, its whole, and how its CJK words are typed."""

from dataclasses import dataclass
from functools import lru_cache

from spice.domain.text.hangul import jamo
from spice.domain.text.stems import stem
from spice.domain.text.words import split_words, terms

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


def typed(run: str) -> list[str]:
    """Spell a run as it is typed, from its first character and from the next few."""
    spelt = [jamo(run[n : n + _TYPED]) for n in range(min(len(run), _OFFSETS))]
    spelt[0] = START + spelt[0]
    return spelt


def _analysed(text: str) -> Analysis:
    words = split_words(text)
    whole = " ".join(word for word, _ in words)
    runs = tuple(word for word, is_run in words if is_run)
    plain = tuple(word for word, is_run in words if not is_run)
    return Analysis(
        plain,
        runs,
        tuple(terms(words)) if runs else plain,
        tuple(dict.fromkeys(root for word in plain if (root := stem(word)) != word)),
        whole if len(whole) <= LONGEST_WHOLE else None,
        tuple(dict.fromkeys(spelt for run in runs for spelt in typed(run))),
    )


_remembered = lru_cache(maxsize=1 << 15)(_analysed)

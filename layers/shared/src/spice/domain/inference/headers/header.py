"""A header cut into words, and what these name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from spice.domain.inference.headers.lexicon import COMMON, HAN_WORDS, NAMES
from spice.domain.normal_forms import normal_form

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_UNIT = re.compile(r"[(\[（［]\s*([^()\[\]（）［］]{1,20}?)\s*[)\]）］]")
_LINKS = frozenset(["of", "de", "du", "des", "del", "at", "for", "in", "on", "la", "le", "d"])
_AFTER = 0.55
"""How much a word tells that is not what the header is about, beside the one that is."""


@dataclass(frozen=True)
class Header:
    """The name of a column."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The name without byte order mark, unit and spaces around."""
        return normal_form("NFKC", self.text).replace("\ufeff", "").strip()

    @cached_property
    def unit(self) -> str | None:
        """What stands in brackets behind the name: a unit, or a remark."""
        found = _UNIT.search(self.plain)
        return found[1] if found else None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name in small letters, compounds cut where a word is known."""
        text = _UNIT.sub(" ", self.plain) or self.plain
        found = [word.lower() for part in _WORD.findall(text) for word in _CAMEL.split(part) if word]
        return tuple(piece for word in found for piece in _cut(word))

    @cached_property
    def names(self) -> Mapping[str, float]:
        """What the words name, from 0 to 1: the head of the name says most."""
        words = [word for word in self.words if not word.isdigit()]
        told: dict[str, float] = {}
        for place, word in enumerate(words):
            head = place == len(words) - 1 or words[place + 1] in _LINKS
            for name in NAMES.get(word, ()):
                told[name] = max(told.get(name, 0.0), 1.0 if head else _AFTER)
        for place, pair in enumerate(map("".join, pairwise(words)), 2):
            for name in NAMES.get(pair, ()):
                told[name] = max(told.get(name, 0.0), 1.0 if place == len(words) else _AFTER)
        return told

    def naming(self, name: str) -> float:
        """Give how clearly the header names a type."""
        return self.names.get(name, 0.0)

    def has(self, *words: str) -> bool:
        """Tell whether one of the words is in the name."""
        return any(word in self.words for word in words)


def _cut(word: str) -> list[str]:
    if word in NAMES or word in COMMON:
        return [word]
    if not word.isascii():
        return _cut_han(word)
    return _cut_ascii(word) or [word]


def _cut_ascii(word: str) -> list[str] | None:
    """Cut a compound (zipcode, lastissuedate) into words that are all known; None: it is no compound."""
    ways: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 14), end - 1):
            before, piece = ways[start], word[start:end]
            if before is not None and (piece in COMMON or (len(piece) > 2 and piece in NAMES)):
                kept = ways[end]
                if kept is None or len(before) + 1 < len(kept):
                    ways[end] = [*before, piece]
    return ways[-1]


def _cut_han(word: str) -> list[str]:
    """Cut a name of Korean, Japanese or Chinese, which has no spaces, from its end: what is there says what it is."""
    pieces: list[str] = []
    end = len(word)
    while end > 0:
        start = next((at for at in range(max(0, end - 8), end) if word[at:end] in HAN_WORDS), None)
        if start is None:
            break
        pieces.insert(0, word[start:end])
        end = start
    return ([word[:end]] if end else []) + pieces

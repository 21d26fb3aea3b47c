"""Words: runs of letters and digits; runs of Han, kana and Hangul, which are searched by pairs of characters."""

import re
from collections.abc import Iterator

from spice.domain.text.folding import plain

CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3131-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W_{CJK}]"
SCAN = re.compile(rf"([{CJK}]+)|({_LETTER}+(?:['’]{_LETTER}+)*(?:(?:\+\+|\#)(?!{_LETTER}))?)")
"""Group 1: a run; group 2: a word. `C#` and `C++` keep their signs, which tell them from C."""

_ASCII = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*(?:(?:\+\+|\#)(?![a-z0-9]))?").findall
_LONGEST = 64
_POSSESSIVE = re.compile("['’]s$")


def split_words(text: str) -> list[tuple[str, bool]]:
    """Cut a text into (word, is it a run of CJK), folded."""
    folded = plain(text)
    if folded.isascii():
        return [(cleaned(word), False) for word in _ASCII(folded)]
    return [(run or cleaned(word), bool(run)) for run, word in SCAN.findall(folded)]


def cleaned(word: str) -> str:
    """Drop a possessive ending and apostrophes, and the tail of what is too long for a word."""
    if "'" in word or "’" in word:
        word = _POSSESSIVE.sub("", word).replace("'", "").replace("’", "")
    return word[:_LONGEST]


def pairs(run: str) -> list[str]:
    """Cut a run into its overlapping pairs of characters."""
    return [run[n : n + 2] for n in range(len(run) - 1)]


def terms(words: list[tuple[str, bool]]) -> Iterator[str]:
    """Give what is indexed: words; of a run its pairs and its last character, which also keeps runs apart."""
    for word, is_run in words:
        if is_run:
            yield from pairs(word)
            yield word[-1]
        else:
            yield word

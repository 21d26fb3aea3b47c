"""Words: runs of letters and digits, emoji; runs of scripts without spaces, which are searched by pairs of characters.

Pairs are `ab`; where a space stands between two runs a pair is `a_b`, with another `_` beside a run of one character.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spice.searching.text.folding import EMOJI, plain

_CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3131-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_SPACELESS = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0edf\u1000-\u109f\u1780-\u17d3"
"""Thai, Lao, Burmese, Khmer: written without spaces between words."""

_RUN = _CJK + _SPACELESS
_MARK = (
    "\u0300-\u036f\u0483-\u0489\u0900-\u0903\u093a-\u0963\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a03\u0a3c-\u0a51"
    "\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c56"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0df3\u0f71-\u0f84\u135d-\u135f"
    "\u1dc0-\u1dff\ua8e0-\ua8f1\U00011000-\U00011002\U00011038-\U00011046\U000110b0-\U000110ba"
)
"""Vowels and marks that a letter carries, of scripts where they are no letters to Python."""

_LETTER = rf"(?:[^\W_{_RUN}]|[{_MARK}])"
_TAGS = "[\U000e0020-\U000e007f]*"
_PICTURE = f"[\U0001f1e6-\U0001f1ff]{{1,2}}|[{EMOJI}]{_TAGS}(?:\u200d[{EMOJI}]{_TAGS})*"
SCAN = re.compile(rf"([{_RUN}]+)|({_LETTER}+(?:['’]{_LETTER}+)*(?:(?:\+\+|\#)(?!{_LETTER}))?|{_PICTURE})")
"""Group 1: a run; group 2: a word or a picture. `C#` and `C++` keep their signs, which tell them from C."""

_ASCII = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*(?:(?:\+\+|\#)(?![a-z0-9]))?").findall
_LONGEST = 64
_POSSESSIVE = re.compile("['’]s$")
_SPACE = re.compile(r"[\s\u00b7\u30fb\u2010\u2011-]+").fullmatch
"""Between two runs: spaces, and the dots and hyphens written in their place."""

_HYPHENS = re.compile("[-\u2010\u2011]")
_ASIDE = re.compile(
    rf"(?<![\w-])(?:({_LETTER}++(?:[-\u2010\u2011]{_LETTER}++){{1,2}})(?![\w-])|\d+([^\W\d_{_RUN}]+)(?!\w))"
).finditer
_MAYBE_ASIDE = re.compile(r"\w[-\u2010\u2011]\w|\d[^\W\d_]").search
SPACED = "_"


class Word(NamedTuple):
    """A word or run where it stands in a folded text; `follows`: a run with no more than space before it."""

    text: str
    is_run: bool
    follows: bool
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Cut a text into words, folded."""
    return [*located(plain(text))]


def located(folded: str) -> Iterator[Word]:
    """Cut a folded text into words."""
    end, was_run = 0, False
    for found in SCAN.finditer(folded):
        start, is_run = found.start(), found[1] is not None
        follows = is_run and was_run and (folded[end:start] == " " or _SPACE(folded, end, start) is not None)
        end, was_run = found.end(), is_run
        yield Word(found[1] or cleaned(found[2]), is_run, follows, start, end)


def ascii_words(lowered: str) -> tuple[str, ...]:
    """Cut a text of ASCII alone, which has no runs."""
    return tuple([cleaned(word) for word in _ASCII(lowered)])


def asides(folded: str) -> Iterator[tuple[str, int, int]]:
    """Give what is a word to a reader besides, and where: `e-mail` without its hyphen, the unit of `10kg`."""
    for found in _ASIDE(folded) if _MAYBE_ASIDE(folded) else ():
        one = _HYPHENS.sub("", found[1] or found[2])[:_LONGEST]
        if not one.isdigit():
            yield one, *found.span(1 if found[1] else 2)


def cleaned(word: str) -> str:
    """Drop a possessive ending and apostrophes, and the tail of what is too long for a word."""
    if "'" in word or "’" in word:
        word = _POSSESSIVE.sub("", word).replace("'", "").replace("’", "")
    return word[:_LONGEST]


def pairs(run: str) -> list[str]:
    """Cut a run into its overlapping pairs of characters."""
    return [run[n : n + 2] for n in range(len(run) - 1)]


def half_of(escaped: str) -> str:
    """Write the pattern of the terms that begin with a character of a run: in a pair, before a space, at the end."""
    return f"{SPACED}?{escaped}(.|{SPACED}.+)?"


def terms(words: Sequence[Word]) -> Iterator[str]:
    """Give what is indexed: words; of a run its pairs, and what ends it."""
    following = [*words[1:], None]
    for word, after in zip(words, following, strict=True) if words else ():
        if word.is_run:
            yield from pairs(word.text)
            yield ending(word, after)
        else:
            yield word.text


def ending(run: Word, after: Word | None) -> str:
    """Give what ends a run: its last character, which keeps runs apart, or its pair with the run behind a space."""
    left = run.text
    if after is None or not after.follows:
        return left[-1]
    right = after.text
    over = left[-1] + SPACED + right[0]
    if len(left) > 1 and len(right) > 1:
        return over
    return (SPACED if len(left) == 1 else "") + over + (SPACED if len(right) == 1 else "")

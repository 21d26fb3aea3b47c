"""Graphemes: what a reader takes for one character, which is never cut."""

import re
from collections.abc import Iterator
from unicodedata import category, combining

from spice.searching.text.folding import EMOJI

_JOINER = "\u200d"
_MARKS = ("Mn", "Me", "Mc")
_VIRAMA = 9
"""The combining class of signs that bind a letter to the next one."""

_CARRIED = re.compile("[\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]").match
"""What belongs to the character before it, and is no mark: joiners, voiced marks, colours of skin, tags."""

_PICTURE = re.compile(f"[{EMOJI}]").match
_HALF_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]").match
_LEAD = re.compile("[\u1100-\u115f\ua960-\ua97c]").match
_BEFORE_VOWEL = re.compile("[\u1100-\u11a7\ua960-\ua97c\ud7b0-\ud7c6\uac00-\ud7a3]").match
_VOWEL = re.compile("[\u1160-\u11a7\ud7b0-\ud7c6]").match
_TAIL = re.compile("[\u11a8-\u11ff\ud7cb-\ud7fb]").match
_SYLLABLE = re.compile("[\uac00-\ud7a3]").match


def graphemes(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text where a reader would: (start, end) of each part."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _goes_on(text, start, end):
            yield start, end
            start = end


def _goes_on(text: str, start: int, at: int) -> bool:
    last, letter = text[at - 1], text[at]
    if letter.isascii():
        return last == "\r" and letter == "\n"
    if _CARRIED(letter) or category(letter) in _MARKS:
        return last not in "\r\n"
    if last == _JOINER:
        return bool(_PICTURE(letter)) and bool(_PICTURE(text[start]))
    if _HALF_FLAG(letter):
        return at - start == 1 and bool(_HALF_FLAG(last))
    return _syllable_goes_on(last, letter) or (combining(last) == _VIRAMA and category(letter) == "Lo")


def _syllable_goes_on(last: str, letter: str) -> bool:
    if _LEAD(letter) or _SYLLABLE(letter):
        return bool(_LEAD(last))
    if _VOWEL(letter):
        return bool(_BEFORE_VOWEL(last))
    return bool(_TAIL(letter)) and bool(_BEFORE_VOWEL(last) or _TAIL(last))

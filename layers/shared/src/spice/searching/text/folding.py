"""Folding: texts made comparable."""

import re

from spice.domain.normal_forms import normal_form

EMOJI = (
    "\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\U0001f000-\U0001f1e5"
    "\U0001f200-\U0001faff"
)
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]+"
)
"""What is not seen (joiners, soft hyphens, marks of direction, variants), and the colours of skin."""

_JOINER = re.compile(f"(?<![{EMOJI}\U000e007f])\u200d|\u200d(?![{EMOJI}])")
"""A joiner that makes no emoji of two."""

_MARKED = re.compile("[\u00c0-\u052f\u0591-\u06ff\u0711-\u074a\u1e00-\u1fff]").search
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a]+"
)
"""Accents of Latin, Greek and Cyrillic letters, points of Hebrew, Arabic and Syriac ones, tatweel."""

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t"})
"""Letters that no normal form takes apart."""


def fold(text: str) -> str:
    """Ignore case, compatibility forms (NFKC) and what is not seen, as `contains` and `prefix` do."""
    if text.isascii():
        return text.lower()
    folded = normal_form("NFKC", normal_form("NFKC", _seen(text)).casefold())
    # Whether I is the capital of ı or of i cannot be told: the four are one.
    return folded.replace("i\u0307", "i").replace("ı", "i")


def plain(text: str) -> str:
    """Fold, and drop the marks of letters, as full text search does."""
    if text.isascii():
        return text.lower()
    folded = fold(text)
    if not _MARKED(folded):
        return folded
    return normal_form("NFC", _MARKS.sub("", normal_form("NFD", folded))).translate(_LETTERS)


def _seen(text: str) -> str:
    return _JOINER.sub("", _UNSEEN.sub("", text))

"""Folding: texts made comparable."""

import re
from unicodedata import normalize

_ACCENTED = re.compile("[\u00c0-\u052f\u1e00-\u1fff]").search
_MARKS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Ignore case and compatibility forms (NFKC), as `contains` and `prefix` do."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", normalize("NFKC", text).casefold())


def plain(text: str) -> str:
    """Fold, and drop the accents of Latin, Greek and Cyrillic letters, as full text search does."""
    if text.isascii():
        return text.lower()
    folded = fold(text)
    return normalize("NFC", _MARKS.sub("", normalize("NFD", folded))) if _ACCENTED(folded) else folded

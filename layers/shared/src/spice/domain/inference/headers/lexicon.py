"""The words of every language as one table: word to the semantic types it names."""

from collections.abc import Mapping

from spice.domain.inference.headers import chinese, english, japanese, korean, romance

COMMON = english.COMMON | romance.COMMON
"""Words that name no type, and of which compounds are made."""


def _gathered() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language in (english, korean, japanese, chinese, romance):
        for name, words in language.NAMES.items():
            for word in words.split():
                names = found.setdefault(word, [])
                names += [name] if name not in names else []
    return {word: tuple(names) for word, names in found.items()}


NAMES: Mapping[str, tuple[str, ...]] = _gathered()
"""Every word that names a type."""
HAN_WORDS = frozenset(word for word in NAMES if not word.isascii())
"""Words of writing that has no spaces between words."""

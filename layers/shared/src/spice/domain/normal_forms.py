"""Unicode's normal forms, in time that grows with the text."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal
from unicodedata import combining, normalize

Form = Literal["NFC", "NFD", "NFKC"]
_CROWD = 32
"""So many marks in a row are no writing, but must not be dear."""

_UNCLASSED = "\u0f73\u0f75\u0f81\uff9e\uff9f"
"""What has no class of marks, and is made of marks."""


def normal_form(form: Form, text: str) -> str:
    """Give a text's normal form.

    Python sorts the marks behind a letter by insertion, 300,000 in a row for minutes. They are sorted before it looks.
    """
    return normalize(form, _sorted(form, text) if is_crowded(text) else text)


def is_crowded(text: str) -> bool:
    """Tell whether a text has that many marks in a row; of fewer than twice as many it need not notice."""
    return not text.isascii() and any(
        all(map(_is_mark, text[at : at + _CROWD])) for at in range(0, len(text) - _CROWD + 1, _CROWD)
    )


def _is_mark(letter: str) -> bool:
    return combining(letter) > 0 or letter in _UNCLASSED


def _sorted(form: Form, text: str) -> str:
    apart = {letter: normalize("NFKD" if form == "NFKC" else "NFD", letter) for letter in set(text)}
    return "".join("".join(run) for run in _runs("".join(map(apart.__getitem__, text))))


def _runs(parts: str) -> Iterator[Iterable[str]]:
    place = {letter: combining(letter) for letter in set(parts)}
    is_mark = {letter: at > 0 for letter, at in place.items()}
    for marks, found in groupby(parts, key=is_mark.__getitem__):
        run = [*found]
        yield sorted(run, key=place.__getitem__) if marks else run

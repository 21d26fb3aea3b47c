"""What the caller may have meant, and where it stands."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import lru_cache

_LONGEST = 256
_SHOWN = 200
_left: ContextVar[list[int]] = ContextVar("comparisons left")


class _Spent(Exception):
    """Nothing is looked up any more."""


@contextmanager
def suggestions(comparisons: int) -> Iterator[None]:
    """Compare so many words inside, and suggest nothing after that: thousands of mistakes are not looked up."""
    token = _left.set([comparisons])
    try:
        yield
    finally:
        _left.reset(token)


def did_you_mean(word: object, words: Iterable[str]) -> str | None:
    """Suggest the closest of the words, or name them when they are few."""
    known = tuple(words)
    if not isinstance(word, str) or len(word) > _LONGEST:
        return _listing(known)
    try:
        return _suggestion(word, known)
    except _Spent:
        return None


@lru_cache(maxsize=4096)
def _suggestion(word: str, known: tuple[str, ...]) -> str | None:
    """Thousands of lines of a bulk request make the same mistake: it is looked up once."""
    if (left := _left.get(None)) is not None:
        left[0] -= len(known)
        if left[0] < 0:
            raise _Spent
    if close := get_close_matches(word, known, n=1):
        return f"did you mean '{close[0]}'?"
    folded = {name.casefold(): name for name in known}
    if close := get_close_matches(word.casefold(), [*folded], n=1):
        return f"did you mean '{folded[close[0]]}'?"
    return _listing(known)


def _listing(known: tuple[str, ...]) -> str | None:
    return f"known: {', '.join(known)}" if 0 < len(known) <= 20 else None


def pointer(path: str, *tokens: str | int) -> str:
    """Extend a JSON pointer (RFC 6901)."""
    for token in tokens:
        path += f"/{token}" if type(token) is int else f"/{_escaped(str(token))}"
    return path


def shown(value: object) -> object:
    """Shorten a value so that an error can carry it."""
    if isinstance(value, str):
        return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    if isinstance(value, dict | list):
        return None
    return value if len(text := str(value)) <= _SHOWN else text[:_SHOWN] + "…"


def _escaped(token: str) -> str:
    return token[:_LONGEST].replace("~", "~0").replace("/", "~1")

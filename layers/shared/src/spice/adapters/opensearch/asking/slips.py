"""Slips of a finger as a regular expression of Lucene: the texts that begin within one or two edits of another."""

from functools import lru_cache

from spice.adapters.opensearch.documents.slots import literally


@lru_cache(maxsize=1 << 12)
def near_pattern(text: str, most: int) -> str:
    """Match what is at most `most` (0, 1, 2) edits from a text; a swap of neighbours is one. Halves keep it short."""
    if most == 0:
        return literally(text)
    if len(text) < 2:
        return _near_letter(literally(text), most)
    middle = len(text) // 2
    left, right = text[:middle], text[middle:]
    ways = [_both(left, n, right, most - n) for n in range(most + 1)]
    swapped = text[middle] + text[middle - 1]
    before, after = text[: middle - 1], text[middle + 1 :]
    ways += [_both(before, n, swapped, 0) + near_pattern(after, most - 1 - n) for n in range(most)]
    return f"({'|'.join(ways)})"


def _both(left: str, of_left: int, right: str, of_right: int) -> str:
    return near_pattern(left, of_left) + near_pattern(right, of_right)


def _near_letter(letter: str, most: int) -> str:
    any_ = f".{{0,{most}}}"
    if not letter:
        return any_
    more = [f"{letter}.", f".{letter}"] if most == 1 else [f"{letter}..", f".{letter}.", f"..{letter}"]
    return f"({'|'.join([any_, *more])})"

"""English identifiers for headers and titles of any language: by the lexicon, else by transliteration."""

import re
from collections.abc import Collection, Iterator

from spice.domain.normal_forms import normal_form
from spice.domain.proposals.words import ENGLISH, LONGEST
from spice.domain.spelling import unlike

_UNIT = re.compile(r"[(\[（［][^)\]）］]*[)\]）］]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RUNS = re.compile(r"[0-9A-Za-z]+|[^\W_]+")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_LONGEST = 60


def property_name(header: str, taken: Collection[str]) -> str:
    """Make the name of a property of a header: snake_case, English where that is known, none of those taken."""
    words = [*_words(header)] or ["field"]
    name = "_".join(words)[:_LONGEST].strip("_")
    return unlike(f"f_{name}" if name[0].isdigit() else name, taken, "_")


def class_name(title: str, taken: Collection[str]) -> str:
    """Make the name of a class of a table's or a file's: PascalCase, singular where that is plain."""
    plain = _SUFFIX.sub("", title.replace("\\", "/").rpartition("/")[2])
    words = [*_words(plain)] or ["table"]
    name = "".join(word[0].upper() + word[1:] for word in [*words[:-1], _singular(words[-1])])[:_LONGEST]
    return unlike(f"T{name}" if name[0].isdigit() else name, taken, "")


def _words(text: str) -> Iterator[str]:
    plain = normal_form("NFKC", text).replace("\ufeff", "")
    for run in _RUNS.findall(_UNIT.sub(" ", plain) if _RUNS.search(_UNIT.sub(" ", plain)) else plain):
        if run.isascii():
            yield from (part.lower() for part in _CAMEL.split(run) if part)
        else:
            yield from _translated(run)


def _translated(run: str) -> Iterator[str]:
    """Cut a run at the words that are known, the longest first, and write the rest in Latin letters."""
    rest = ""
    place = 0
    while place < len(run):
        ends = range(min(len(run), place + LONGEST), place, -1)
        end = next((end for end in ends if run[place:end] in ENGLISH), None)
        if end is None or (end - place == 1 and rest):
            rest += run[place]
            place += 1
            continue
        yield from _latin(rest)
        yield from ENGLISH[run[place:end]].split("_")
        rest, place = "", end
    yield from _latin(rest)


def _latin(text: str) -> Iterator[str]:
    if not text:
        return
    from anyascii import anyascii

    found = re.sub(r"[^0-9a-z]+", "", str(anyascii(text)).lower())
    if found:
        yield found


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "news", "sales"))
    return word[:-1] if plural else word

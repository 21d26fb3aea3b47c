"""Highlights: where the words of a question stand in a text, as HTML. The text itself stays as it was stored."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape

from spice.searching.text.analysis import START, behind, typed
from spice.searching.text.folding import plain
from spice.searching.text.graphemes import graphemes
from spice.searching.text.hangul import jamo
from spice.searching.text.nearness import near
from spice.searching.text.question import AskedWord, Question
from spice.searching.text.spacing import Phrase, fits
from spice.searching.text.stems import stem
from spice.searching.text.words import Word, asides, located, terms

Span = tuple[int, int]
_WHOLE = 240
_AROUND = 60
_MOST_FRAGMENTS = 3


@dataclass(frozen=True)
class _Text:
    """A text and its folded form: `start` and `end` are those of the whole character that a folded one came from."""

    text: str
    folded: str
    start: Sequence[int]
    end: Sequence[int]

    @cached_property
    def words(self) -> Sequence[Word]:
        """Its words."""
        return [*located(self.folded)]

    @cached_property
    def terms(self) -> Sequence[str]:
        """What is indexed of it."""
        return [*terms(self.words)]

    @cached_property
    def spans(self) -> Sequence[Span]:
        """Where each term stands."""
        return [*_term_spans(self.words)]

    @cached_property
    def where(self) -> Mapping[str, Sequence[int]]:
        """The places of each term."""
        found = defaultdict(list)
        for n, term in enumerate(self.terms):
            found[term].append(n)
        return found


def highlight(text: str, question: Question, *, forgiving: bool = False) -> list[str]:
    """Mark the words found with <em>, the rest escaped; of a long text the fragments around them. Nothing: []."""
    held = _folded(text)
    found = {span for word in question.words for span in _found(held, word, forgiving)}
    spans = _merged(sorted((held.start[start], held.end[end - 1]) for start, end in found))
    if not spans:
        return []
    if len(text) <= _WHOLE:
        return [_marked(text, spans, 0, len(text))]
    return [_fragment(held, group) for group in _groups(spans)[:_MOST_FRAGMENTS]]


def _found(held: _Text, word: AskedWord, forgiving: bool) -> Iterator[Span]:
    exact = [*_exact(held, word), *(span for other in word.others for span in _phrase(held, other))]
    yield from exact
    if not exact and forgiving and word.slips:
        yield from _near(held, word)


def _exact(held: _Text, word: AskedWord) -> Iterator[Span]:
    for each in held.words:
        if not word.is_run:
            if not each.is_run and (each.text == word.text or word.root in (each.text, stem(each.text))):
                yield each.start, each.end
        elif each.is_run:
            for start, end in [*_places(each.text, word.text)] or [*_places(each.text, word.root)]:
                yield each.start + start, each.start + end
    if not word.is_run:
        yield from ((start, end) for one, start, end in asides(held.folded) if stem(one) == word.root)


def _phrase(held: _Text, phrase: Phrase) -> Iterator[Span]:
    for n in (n for term in phrase[0] for n in held.where.get(term, ())):
        if fits(phrase, held.terms, n):
            yield held.spans[n][0], held.spans[n + len(phrase) - 1][1]


def _near(held: _Text, word: AskedWord) -> Iterator[Span]:
    spelt = jamo(word.text)
    for n, each in enumerate(held.words):
        if each.is_run is not word.is_run:
            continue
        if not each.is_run and near(word.text, each.text, word.slips):
            yield each.start, each.end
        for offset, candidate in enumerate(typed(each.text, behind(held.words, n))) if each.is_run else ():
            if near(spelt, candidate.removeprefix(START), word.slips, prefix=True):
                yield each.start + offset, min(each.end, each.start + offset + len(word.text))
                break


def _term_spans(words: Sequence[Word]) -> Iterator[Span]:
    for n, word in enumerate(words):
        if not word.is_run:
            yield word.start, word.end
            continue
        yield from ((word.start + at, word.start + at + 2) for at in range(len(word.text) - 1))
        after = words[n + 1] if n + 1 < len(words) else None
        yield word.end - 1, after.start + 1 if after is not None and after.follows else word.end


def _places(held: str, part: str) -> Iterator[Span]:
    start = held.find(part)
    while start >= 0:
        yield start, start + len(part)
        start = held.find(part, start + 1)


def _folded(text: str) -> _Text:
    """Fold a text character by character."""
    if text.isascii():
        return _Text(text, text.lower(), range(len(text)), range(1, len(text) + 1))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in graphemes(text):
        part = _plain(text[start:end])
        parts.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    return _Text(text, "".join(parts), starts, ends)


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _groups(spans: Sequence[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span[0] - groups[-1][-1][1] <= _AROUND:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _fragment(held: _Text, group: Sequence[Span]) -> str:
    start, end = _cut(held, group[0][0] - _AROUND), _cut(held, group[-1][1] + _AROUND)
    more = end < len(held.text)
    return ("…" if start else "") + _marked(held.text, group, start, end) + ("…" if more else "")


def _marked(text: str, spans: Sequence[Span], start: int, end: int) -> str:
    parts: list[str] = []
    for a, b in spans:
        parts += [escape(text[start:a]), "<em>", escape(text[a:b]), "</em>"]
        start = b
    return "".join([*parts, escape(text[start:end])])


def _cut(held: _Text, at: int) -> int:
    """Find the last place up to one where no character is cut."""
    if not 0 < at < len(held.text):
        return max(0, min(at, len(held.text)))
    return held.start[max(0, bisect_right(held.start, at) - 1)]


_plain = lru_cache(maxsize=1 << 14)(plain)

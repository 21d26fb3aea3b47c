"""Highlights: where the words of a question stand in a text, as HTML."""

from collections.abc import Iterator
from html import escape
from unicodedata import combining, normalize

from spice.domain.text.analysis import START, typed
from spice.domain.text.folding import plain
from spice.domain.text.hangul import jamo
from spice.domain.text.nearness import near
from spice.domain.text.question import AskedWord, Question
from spice.domain.text.stems import stem
from spice.domain.text.words import SCAN, cleaned, pairs

Span = tuple[int, int]
_WHOLE = 240
_AROUND = 60
_MOST_FRAGMENTS = 3
_VOICED = "\uff9e\uff9f"


def highlight(text: str, question: Question, *, forgiving: bool = False) -> list[str]:
    """Mark the words found with <em>, the rest escaped; of a long text the fragments around them. Nothing: []."""
    text = normalize("NFC", text)
    spans = _merged(sorted(_spans(text, question, forgiving)))
    if not spans:
        return []
    if len(text) <= _WHOLE:
        return [_marked(text, spans, 0, len(text))]
    return [_fragment(text, spans, group) for group in _groups(spans)[:_MOST_FRAGMENTS]]


def _spans(text: str, question: Question, forgiving: bool) -> Iterator[Span]:
    folded, place = _folded(text)
    for found in SCAN.finditer(folded):
        start, end = found.span()
        for word in question.words:
            for a, b in _within(found[0], bool(found[1]), word, forgiving):
                yield place[start + a], place[min(end, start + b) - 1] + 1


def _within(held: str, is_run: bool, word: AskedWord, forgiving: bool) -> Iterator[Span]:
    if is_run != word.is_run:
        return
    if not is_run:
        if _same(cleaned(held), word, forgiving):
            yield 0, len(held)
        return
    exact = [*_places(held, word.text)] or [*_places(held, word.root)]
    yield from exact
    if not exact and forgiving:
        yield from _near_run(held, word)


def _same(held: str, word: AskedWord, forgiving: bool) -> bool:
    alike = held == word.text or word.root in (held, stem(held))
    return alike or (forgiving and bool(word.slips) and near(word.text, held, word.slips))


def _near_run(held: str, word: AskedWord) -> Iterator[Span]:
    if word.pairs_needed:
        for pair in pairs(word.text):
            yield from _places(held, pair)
    spelt = jamo(word.text)
    if not word.slips:
        return
    for offset, candidate in enumerate(typed(held)):
        if near(spelt, candidate.removeprefix(START), word.slips, prefix=True):
            yield offset, min(len(held), offset + len(word.text))
            return


def _places(held: str, part: str) -> Iterator[Span]:
    start = held.find(part)
    while start >= 0:
        yield start, start + len(part)
        start = held.find(part, start + 1)


def _folded(text: str) -> tuple[str, list[int] | range]:
    """Fold a text and tell for each folded character which one it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts: list[str] = []
    place: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (combining(text[end]) or text[end] in _VOICED):
            continue
        part = plain(text[start:end])
        parts.append(part)
        place += [start] * (len(part) - 1) + [end - 1] if part else []
        start = end
    return "".join(parts), place


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _groups(spans: list[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span[0] - groups[-1][-1][1] <= _AROUND:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _fragment(text: str, spans: list[Span], group: list[Span]) -> str:
    start, end = max(0, group[0][0] - _AROUND), min(len(text), group[-1][1] + _AROUND)
    return ("…" if start else "") + _marked(text, group, start, end) + ("…" if end < len(text) else "")


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    parts: list[str] = []
    for a, b in spans:
        parts += [escape(text[start:a]), "<em>", escape(text[a:b]), "</em>"]
        start = b
    return "".join([*parts, escape(text[start:end])])

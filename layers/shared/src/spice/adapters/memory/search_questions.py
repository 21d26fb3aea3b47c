"""Full text questions, asked of the documents the twin of the search index holds."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spice.adapters.memory.search_held import Held
from spice.adapters.memory.search_order import Ranked
from spice.ports.search_index import Hit
from spice.searching.text.analysis import Analysis, analyse
from spice.searching.text.highlight import highlight
from spice.searching.text.question import AskedWord, Question, completes, means, resembles, says, together

_NEAR = 0

Holds = Callable[[AskedWord, Sequence[Analysis]], bool]


def answering(documents: Sequence[Held], question: Question, fields: Sequence[str]) -> tuple[list[Ranked], bool]:
    """Find what has all words; when nothing has, what has something near them (and tell so)."""
    if not question.words:
        return [], False
    found = [Ranked(held, _rank(held, question)) for held in documents if _speaks(held, question, fields, means)]
    if found or not question.forgiving:
        return found, False
    return [Ranked(held, _NEAR) for held in documents if _speaks(held, question, fields, resembles)], True


def completing(documents: Sequence[Held], question: Question) -> list[Ranked]:
    """Find what has all words but the last, and a word that begins like the last, or like the last ones as one."""
    return [Ranked(held, int(_begins(held, question))) for held in documents if completes(question, held.analyses)]


def highlighted(hit: Hit, held: Held, question: Question, *, forgiving: bool) -> Hit:
    """Add where the words stand."""
    marked = {
        field: [part for value in values for part in highlight(value, question, forgiving=forgiving)]
        for field, values in held.texts().items()
    }
    return replace(hit, highlight={field: parts for field, parts in marked.items() if parts})


def _speaks(held: Held, question: Question, fields: Sequence[str], holds: Holds) -> bool:
    known = held.analyses
    if fields:
        known = [analyse(value) for field in fields for value in held.values(field, "text")]
    return all(holds(word, known) for word in question.words)


def _rank(held: Held, question: Question) -> int:
    if any(known.whole == question.whole for known in held.analyses):
        return 5
    if _begins(held, question):
        return 4
    if together(question, held.analyses):
        return 3
    return 2 if all(says(word, held.analyses) for word in question.words) else 1


def _begins(held: Held, question: Question) -> bool:
    return any(known.whole and known.whole.startswith(question.whole) for known in held.analyses)

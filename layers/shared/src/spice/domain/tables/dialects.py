"""What stands between the cells of a text: told by what parts its lines most evenly."""

from collections import Counter
from collections.abc import Sequence

from spice.domain.tables.flaws import Broken, Strictness
from spice.domain.tables.lines import Lines
from spice.domain.tables.record import read_record

DELIMITERS = ",\t;|"
_RECORDS = 200


def delimiter_of(lines: Sequence[str]) -> str:
    """Choose the delimiter that gives most records the same count of cells, and of those the one that gives more."""
    scores = {mark: _evenness(lines, mark) for mark in DELIMITERS}
    return max(scores, key=scores.__getitem__)


def _evenness(lines: Sequence[str], delimiter: str) -> float:
    widths = [width for width in _widths(lines, delimiter) if width > 1]
    if not widths:
        return 0.0
    width, hits = Counter(widths).most_common(1)[0]
    records = max(len(widths), sum(1 for line in lines if line.strip()))
    return hits / records * (1 - 1 / (width + 1))


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    """Count the cells of each record, quotes heeded: a cell may hold delimiters and line feeds."""
    strictness = Strictness(lenient=True)
    source, widths = Lines(lines, strictness), list[int]()
    while len(widths) < _RECORDS and (line := source.take()) is not None:
        try:
            cells, _ = read_record(source, line, delimiter, strictness)
        except Broken:
            break
        if cells != [None]:
            widths.append(len(cells))
    return widths

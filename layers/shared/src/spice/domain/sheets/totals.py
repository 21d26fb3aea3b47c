"""Which rows add others up: by their word, and by what they leave out that a record has."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from spice.domain.cells.numbers import number_in
from spice.domain.inference.absence import is_absent
from spice.domain.sheets.sheet import Cell

_TOTAL = re.compile(
    r"(?:grand |sub)?-?totals?(?: general)?|합\s*계|총\s*계|소\s*계|누\s*계|총\s*합|전\s*체\s*합\s*계|合\s*計|小\s*計"
    r"|総\s*計|合\s*计|总\s*计|小\s*计|總\s*計|overall total",
    re.IGNORECASE,
)
_NAME_TOO = re.compile(r"sum|계|计|average|mean|평\s*균|平\s*均", re.IGNORECASE)
"""Words that are names of people and codes as well."""
_DIGIT, _NO_NUMBER = re.compile(r"\d"), re.compile(r"[^\d.,()+-]")
_LOOKED_AT = 200


def is_total(cells: Sequence[Cell]) -> bool:
    """Tell whether a row begins with the word for what adds others up."""
    return _word(cells, _TOTAL) or _word(cells, _NAME_TOO)


def text_places(rows: Iterable[Sequence[Cell]]) -> frozenset[int]:
    """Find the columns that most records fill with texts, the first column aside, where the word stands."""
    held: Counter[int] = Counter()
    count = 0
    for cells in [*rows][:_LOOKED_AT]:
        count += 1
        held.update(place for place, cell in enumerate(cells) if place and cell is not None and not _DIGIT.search(cell))
    return frozenset(place for place, hits in held.items() if 2 * hits > count)


def adds_up(cells: Sequence[Cell], texts: frozenset[int], above: Sequence[Sequence[Cell]] = ()) -> bool:
    """Tell a row that adds others up from a record called so: it leaves texts out, or its figures are their sum."""
    if not is_total(cells) or _says_more(cells):
        return False
    if any(place >= len(cells) or cells[place] is None for place in texts):
        return True
    return any(_is_sum(cells, above, place) for place in range(1, len(cells)))


def ends_table(cells: Sequence[Cell], texts: frozenset[int], above: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether the last row of a table adds it up: there a word that is no name is enough."""
    return adds_up(cells, texts, above) or (_word(cells, _TOTAL) and not _says_more(cells))


def _word(cells: Sequence[Cell], words: re.Pattern[str]) -> bool:
    first = next((cell.strip() for cell in cells if cell is not None), "")
    return words.fullmatch(first.rstrip(":： ")) is not None


def _says_more(cells: Sequence[Cell]) -> bool:
    """Tell whether something beside the word is a text of its own."""
    _, *others = [cell.strip() for cell in cells if cell is not None] or [""]
    return any(not _DIGIT.search(cell) and not is_absent(cell) for cell in others)


def _is_sum(cells: Sequence[Cell], above: Sequence[Sequence[Cell]], place: int) -> bool:
    figure, figures = _figure(cells[place]), [_figure(row[place]) for row in above if place < len(row)]
    known = [each for each in figures if each is not None]
    if figure is None or len(known) < 2:
        return False
    total = sum(known, Decimal())
    return figure == total or abs(figure - total / len(known)) <= abs(figure) / 200


def _figure(cell: Cell) -> Decimal | None:
    number = None if cell is None else number_in(_NO_NUMBER.sub("", cell), "point")
    return None if number is None else Decimal(number)

"""Amounts as people write them: grouped digits, and the large units of Korean, Japanese and Chinese."""

import re
from decimal import Context, Decimal, localcontext
from itertools import pairwise

_GROUPED = (
    re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII),
    re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2}|\d{1,3}(?: \d{3})+(?:,\d{1,2})?", re.ASCII),
    re.compile(r"\d{1,3}(?:'\d{3})+(?:\.\d+)?", re.ASCII),
)
"""With points for decimals, with commas for them, and the Swiss way."""

_Step = tuple[Decimal | None, str]
_EXACT = Context(prec=4000)
_LARGE = {"조": 12, "兆": 12, "억": 8, "億": 8, "亿": 8, "만": 4, "萬": 4, "万": 4}
_SMALL = {"천": 3, "千": 3, "백": 2, "百": 2}
_UNITS = _LARGE | _SMALL
_STEP = re.compile(rf" ?(\d[\d,]*(?:\.\d+)?)? ?([{''.join(_UNITS)}]|$)", re.ASCII)


def amount_of(text: str) -> str | None:
    """Read an amount without sign: digits with a point; None: it is none, or could be two."""
    plain, commas, swiss = _GROUPED
    if plain.fullmatch(text):
        return text.replace(",", "")
    if commas.fullmatch(text):
        return text.replace(".", "").replace(" ", "").replace(",", ".")
    return text.replace("'", "") if swiss.fullmatch(text) else _in_units(text)


def _in_units(text: str) -> str | None:
    """Add up 3억 5,000만 and 1만 5천: large units fall, small ones fall within each."""
    steps = _steps(text)
    if not steps:
        return None
    total, group = Decimal(0), Decimal(0)
    with localcontext(_EXACT):
        for number, unit in steps:
            if unit in _LARGE:
                alone = number is None and not group
                total += (Decimal(1) if alone else group + (number or 0)) * 10 ** _LARGE[unit]
                group = Decimal(0)
            else:
                group += (1 if number is None else number) * 10 ** _SMALL.get(unit, 0)
        return format(total + group, "f")


def _steps(text: str) -> list[_Step]:
    """Cut a text into numbers with their units; none: it is no such text."""
    steps: list[_Step] = []
    place = 0
    while place < len(text):
        found = _STEP.match(text, place)
        if found is None or found.end() == place or not (found[1] is None or _GROUPED[0].fullmatch(found[1])):
            return []
        steps.append((None if found[1] is None else Decimal(found[1].replace(",", "")), found[2]))
        place = found.end()
    large = [_LARGE[unit] for _, unit in steps if unit in _LARGE]
    falling = all(before > after for before, after in pairwise(large)) and _small_fall(steps)
    return steps if falling and any(unit for _, unit in steps) else []


def _small_fall(steps: list[_Step]) -> bool:
    """Tell whether small units fall, from one large unit to the next."""
    return all(
        _UNITS.get(before, 0) > _UNITS.get(after, 0)
        for (_, before), (_, after) in pairwise(steps)
        if before not in _LARGE and after not in _LARGE
    )

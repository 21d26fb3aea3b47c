"""Days, months and moments as cells hold them, in the order that their table keeps."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from spice.domain.cells.manner import Order
from spice.domain.inference.kinds.dates import day_in_words, order_of
from spice.domain.normal_forms import normal_form

_TWO_FIRST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)(.*)", re.ASCII | re.DOTALL)
_MONTH = re.compile(r"(\d{4})\s?(?:[-/.]\s?(\d{1,2})\.?|[년年]\s?(\d{1,2})\s?[월月])", re.ASCII)
_YEAR = re.compile(r"(\d{4})\s?(?:[년年]度?|학년도|년도)?", re.ASCII)


def order_in(cells: Iterable[str]) -> Order | None:
    """Tell the order of a table's days by those that can be read one way alone; None: nothing tells it, or both do."""
    told = Counter(order for cell in cells if (order := order_of(cell.strip())) is not None)
    if len(told) != 1:
        return None
    return "day first" if "day first" in told else "month first"


def has_two_ways(cell: str) -> bool:
    """Tell a day whose first two parts may each be the month."""
    found = _TWO_FIRST.fullmatch(cell.strip())
    return found is not None and found[1] != found[3] and order_of(found[0]) is None


def year_first(cell: str, order: Order | None) -> str:
    """Write a day (and what is behind it) with its year first, where its order is known; others stay."""
    text = cell.strip()
    found = _TWO_FIRST.fullmatch(text if text.isascii() else normal_form("NFKC", text))
    if found is None:
        return text if (worded := day_in_words(text)) is None else worded[0].isoformat() + worded[1]
    day, month = (1, 3) if (order_of(found[0]) or order) == "day first" else (3, 1)
    if order_of(found[0]) is None and order is None and found[1] != found[3]:
        return text
    try:
        at = date(int(found[4]), int(found[month]), int(found[day]))
    except ValueError:
        return text
    return at.isoformat() + found[5]


def month_in(cell: str) -> str:
    """Write a month of a year as YYYY-MM; what is none stays."""
    found = _MONTH.fullmatch(cell.strip())
    return cell if found is None else f"{found[1]}-{int(found[2] or found[3]):02}"


def year_in(cell: str) -> str:
    """Write a year as YYYY; what is none stays."""
    found = _YEAR.fullmatch(cell.strip())
    return cell if found is None else found[1]

"""Days of the calendar."""

import re
from datetime import date

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.clocks import ordered, times
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.date_spellings import date_written
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.folding import folded

_EXPECTED = "a day that the calendar has, such as 2024-03-05 or 2024년 3월 5일"
_HINT = "the year stands first, or the month is a word: 3/5/2024 is two days"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


def a_date(value: object) -> object:
    """Read a date, YYYY-MM-DD."""
    if type(value) is str and _DATE(value):
        if not _in_calendar(value):
            raise wrong_type("a date that the calendar has", value)
        return value
    raise wrong_type("a date as YYYY-MM-DD", value)


def _in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def a_written_date(value: object) -> object:
    """Read a day as people write it; the normal form is YYYY-MM-DD."""
    if type(value) is str and _DATE(value) and _in_calendar(value):
        return value
    dear(15)
    found = date_written(folded(value, _EXPECTED))
    if found is None or found[1]:
        raise wrong_type(_EXPECTED, value, hint=_HINT)
    return found[0].isoformat()


XSD_DATE = DataType(
    name="xsd:date",
    description="A day of the calendar, without an offset.",
    accepts=("YYYY-MM-DD",),
    normal_form="YYYY-MM-DD",
    examples=("2013-01-01",),
    build=times(a_date),
    kind="time",
    cell="day",
    constraints=ordered(a_date),
    holds_dates=True,
    json_schema={"type": "string", "format": "date"},
)

DATE = DataType(
    name="DATE",
    description="A day of the calendar, however it is written, without an offset.",
    accepts=(
        "2024-03-05, 2024/3/5, 2024. 3. 5., 20240305",
        "2024년 3월 5일, 2024年3月5日, 二〇二四年三月五日, 令和6年3月5日, 民國113年3月5日",
        "5 March 2024, March 5, 2024, 5-Mar-2024",
        "a day of the week behind it, if it is the right one: (화), 火曜日, 星期二",
    ),
    normal_form="YYYY-MM-DD",
    examples=("2024-03-05",),
    build=times(a_written_date),
    kind="time",
    cell="day",
    constraints=ordered(a_written_date),
    widens_to=("xsd:date",),
    holds_dates=True,
    json_schema={"type": "string", "format": "date"},
)

"""Days of the calendar."""

import re
from datetime import date

from spice.domain.datatypes.checking import wrong_type
from spice.domain.datatypes.clocks import ordered, times
from spice.domain.datatypes.datatype import DataType

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


def a_date(value: object) -> object:
    """Read a date, YYYY-MM-DD."""
    if type(value) is str and _DATE(value):
        try:
            date.fromisoformat(value)
        except ValueError as broken:
            raise wrong_type("a date that the calendar has", value) from broken
        return value
    raise wrong_type("a date as YYYY-MM-DD", value)


DATE = DataType(
    name="xsd:date",
    description="A day of the calendar, without an offset.",
    accepts=("YYYY-MM-DD",),
    normal_form="YYYY-MM-DD",
    examples=("2013-01-01",),
    build=times(a_date),
    kind="time",
    constraints=ordered(a_date),
    holds_dates=True,
    json_schema={"type": "string", "format": "date"},
)

"""Durations, and the parts of the calendar XML Schema knows: a year, a month, a day, and pairs of them."""

import re
from collections.abc import Callable
from datetime import date

from spice.domain.datatypes.checking import Check, Spec, also, violated, wrong_type
from spice.domain.datatypes.datatype import Compile
from spice.domain.datatypes.rules import enum_rule

_DURATION = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?",
    re.ASCII,
).fullmatch
_LONGEST = 100
_LEAP_YEAR = "2000"


def a_duration(value: object) -> object:
    """Read a duration; its normal form is XML Schema's canonical one: months below 12, hours below 24, no zeros."""
    found = _DURATION(value) if isinstance(value, str) and len(value) <= _LONGEST else None
    if found is None:
        raise wrong_type("a duration such as P1DT2H30M", value)
    sign, years, months, days, hours, minutes, seconds, fraction = found.groups()
    all_months = int(years or 0) * 12 + int(months or 0)
    all_seconds = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    decimals = (fraction or "").rstrip("0")
    if not all_months and not all_seconds and not decimals:
        return "PT0S"
    if len(decimals) > 9:
        raise violated("must have at most 9 digits of a second", value)
    return f"{sign}P{_days(all_months, all_seconds)}{_clock(all_seconds % 86400, decimals)}"


def _days(months: int, seconds: int) -> str:
    return _units((months // 12, "Y"), (months % 12, "M"), (seconds // 86400, "D"))


def _clock(seconds: int, decimals: str) -> str:
    whole = _units((seconds // 3600, "H"), (seconds // 60 % 60, "M"))
    if decimals:
        whole += f"{seconds % 60}.{decimals}S"
    elif seconds % 60:
        whole += f"{seconds % 60}S"
    return f"T{whole}" if whole else ""


def _units(*parts: tuple[int, str]) -> str:
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def calendar_part(shape: str, as_date: str, expected: str) -> Check:
    """Make the check of a part of the calendar; `as_date` completes it to a date that must exist."""
    matches = re.compile(shape, re.ASCII).fullmatch

    def check(value: object) -> object:
        if type(value) is str and matches(value):
            try:
                date.fromisoformat(as_date.format(value.lstrip("-")))
            except ValueError as broken:
                raise wrong_type(f"{expected} that the calendar has", value) from broken
            return value
        raise wrong_type(expected, value)

    return check


def listed(read: Check) -> Callable[[Spec, Compile], Check]:
    """Make the builder of a type that knows no constraint but `enum`."""

    def build(spec: Spec, compile_: Compile) -> Check:
        return also(read, enum_rule(spec))

    return build


PARTS: dict[str, tuple[Check, str, str]] = {
    "xsd:gYear": (calendar_part(r"\d{4}", "{}-01-01", "a year as YYYY"), "YYYY", "2024"),
    "xsd:gYearMonth": (calendar_part(r"\d{4}-\d\d", "{}-01", "a month of a year as YYYY-MM"), "YYYY-MM", "2024-02"),
    "xsd:gMonth": (calendar_part(r"--\d\d", _LEAP_YEAR + "-{}-01", "a month as --MM"), "--MM", "--02"),
    "xsd:gMonthDay": (
        calendar_part(r"--\d\d-\d\d", _LEAP_YEAR + "-{}", "a day of the year as --MM-DD"),
        "--MM-DD",
        "--02-29",
    ),
    "xsd:gDay": (calendar_part(r"---\d\d", _LEAP_YEAR + "-01-{}", "a day of the month as ---DD"), "---DD", "---31"),
}
"""Type to check, normal form and example."""

"""Lengths of time."""

import re

from spice.domain.datatypes.checking import violated, wrong_type
from spice.domain.datatypes.datatype import DataType
from spice.domain.datatypes.dear import dear
from spice.domain.datatypes.duration_spellings import duration_written
from spice.domain.datatypes.folding import folded
from spice.domain.datatypes.rules import choices, listed

_DURATION = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?",
    re.ASCII,
).fullmatch
_WEEKS = re.compile(r"(-?)P(\d{1,20})W", re.ASCII).fullmatch
_EXPECTED = "a duration such as P1DT2H30M or 1시간 30분"
_LONGEST = 100


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


def a_written_duration(value: object) -> object:
    """Read a length of time as people write it."""
    text = folded(value, _EXPECTED)
    if weeks := _WEEKS(text):
        return a_duration(f"{weeks[1]}P{int(weeks[2]) * 7}D")
    if text.lstrip("-").startswith("P"):
        return a_duration(text)
    dear(30)
    spelled = duration_written(text)
    if spelled is None:
        raise wrong_type(_EXPECTED, value)
    return a_duration(spelled)


XSD_DURATION = DataType(
    name="xsd:duration",
    description="A length of time.",
    accepts=("-PnYnMnDTnHnMnS, each part optional",),
    normal_form="XML Schema's canonical form: months below 12, hours below 24, no zeros",
    examples=("P1DT2H30M",),
    build=listed(a_duration),
    kind="duration",
    constraints=choices(a_duration),
)

DURATION = DataType(
    name="DURATION",
    description="A length of time, however it is written.",
    accepts=(
        "-PnYnMnDTnHnMnS, each part optional; PnW",
        "1시간 30분, 2日3時間, 90 minutes, 1h30m, 1.5 hours",
        "hh:mm:ss",
    ),
    normal_form="XML Schema's canonical form: months below 12, hours below 24, no zeros",
    examples=("P1DT2H30M",),
    build=listed(a_written_duration),
    kind="duration",
    constraints=choices(a_written_duration),
    widens_to=("xsd:duration",),
)

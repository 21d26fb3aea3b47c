"""Times of day, and lengths of time."""

import re

from spice.domain.datatypes.time_spellings import time_written
from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind
from spice.domain.normal_forms import normal_form

_HALF = (
    r"(?:오전|오후|아침|점심|저녁|밤|새벽|낮|정오|자정|午前|午後|朝|昼|夕方|夜|深夜|正午|上午|下午|早上|晚上|中午|凌晨|傍晚"
    r"|AM|PM|am|pm|a\.m\.|p\.m\.|A\.M\.|P\.M\.)"
)
_CLOCK = re.compile(
    rf"(?:{_HALF}\s?)?(?P<h>\d{{1,3}}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d|60)(?:[.,]\d{{1,9}})?)?(?:\s?{_HALF})?"
    r"\s?(?P<offset>Z|z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{2,4})?",
    re.ASCII,
)
_MINUTES = re.compile(r"\d{1,3}:[0-5]\d\.\d{1,3}", re.ASCII)
_HOUR_ALONE = re.compile(rf"\d{{1,2}}\s?{_HALF}|{_HALF}", re.ASCII)
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[한두세네]|다섯|여섯|일곱|여덟|아홉|열|열한|열두)"
_HAN = re.compile(
    rf"(?:{_HALF}(?:의)?\s?)?{_NUMBER}\s?(?:시|時|时|点|點)(?:\s?(?:반|半|钟|整|정각))?(?:\s?{_NUMBER}\s?(?:분|分)(?:钟)?)?"
    rf"(?:\s?{_NUMBER}\s?(?:초|秒))?\s?(?:에|경|까지|부터|ごろ|頃|に)?",
    re.ASCII,
)
_PERIOD = re.compile(r"[+-]?P(?=[\dT])(?:\d+(?:[.,]\d+)?[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?", re.ASCII)
_SPOKEN = re.compile(
    r"(?:\d+(?:\.\d+)?\s?(?:years?|yrs?|months?|weeks?|wks?|days?|hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|s|ms"
    r"|년|개월|주|주일|일|시간|분|초|年間|ヶ月|か月|週間|日間|時間|分|秒|年|个月|周|天|小时|小時|分钟|分鐘|秒钟)(?:\s|,|and)*)+",
    re.ASCII | re.IGNORECASE,
)
_LATEST_HOUR = 48
"""Timetables go on past midnight: 25:10 is ten past one."""


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day."""
    if not 1 < len(text) <= 30:
        return False
    if found := _CLOCK.fullmatch(text):
        return int(found["h"]) <= _LATEST_HOUR
    if text.isascii():
        return _MINUTES.fullmatch(text) is not None or _HOUR_ALONE.fullmatch(text) is not None
    narrow = normal_form("NFKC", text)
    if (found := _CLOCK.fullmatch(narrow)) is not None:
        return int(found["h"]) <= _LATEST_HOUR
    return (_HAN.fullmatch(narrow) or _HOUR_ALONE.fullmatch(narrow)) is not None or time_written(narrow) is not None


def is_length(text: str) -> bool:
    """Tell whether a text is a length of time."""
    if not 2 <= len(text) <= 60:
        return False
    return _PERIOD.fullmatch(text) is not None or _SPOKEN.fullmatch(text) is not None


def _is_past_day(text: str) -> bool:
    found = _CLOCK.fullmatch(text)
    return _MINUTES.fullmatch(text) is not None or (found is not None and int(found["h"]) > 24)


def _stored_clock(column: Column) -> str:
    return "DURATION" if any(map(_is_past_day, column.sample)) else "TIME"


TIME = Kind(name="TIME", words="a time of day", fits=is_clock, stored=_stored_clock, strength=5.5, named=2.0)
DURATION = Kind(name="DURATION", words="a length of time", fits=is_length, stored="DURATION", strength=5.0, named=2.0)
KINDS = (TIME, DURATION)

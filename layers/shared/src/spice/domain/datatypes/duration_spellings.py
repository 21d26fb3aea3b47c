"""Lengths of time as people write them, in Korean, Japanese, Chinese and English."""

import re
from collections.abc import Mapping
from decimal import Decimal

_WORDS: Mapping[str, str] = {
    "Y": "년 年間 年 years year yrs yr y",
    "M": "개월 달 か月 ヶ月 カ月 ケ月 个月 個月 months month mo",
    "W": "주일 주간 주 週間 週 周 weeks week wk w",
    "D": "일간 일 日間 日 天 days day d",
    "h": "시간 時間 小时 小時 hours hour hrs hr h",
    "m": "분간 분 分間 分钟 分鐘 分 minutes minute mins min m",
    "s": "초간 초 秒間 秒钟 秒鐘 秒 seconds second secs sec s",
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words.split()}
_SECONDS = {"W": 604_800, "D": 86_400, "h": 3600, "m": 60, "s": 1}
_PART = re.compile(
    rf"(\d{{1,12}}(?:\.\d{{1,9}})?) ?({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![a-z])(?:, ?| and | )?",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d{1,10}):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)", re.ASCII).fullmatch


def duration_written(text: str) -> str | None:
    """Spell a length of time as XML Schema does; None: it is none, or its parts do not fall from years to seconds."""
    sign, text = ("-", text[1:].lstrip()) if text.startswith("-") else ("", text)
    if clock := _CLOCK(text):
        return f"{sign}PT{clock[1]}H{clock[2]}M{clock[3]}S"
    parts = _parts(text.lower())
    if not parts or any("." in parts.get(unit, "") for unit in "YM"):
        return None
    seconds = sum((Decimal(parts[unit]) * length for unit, length in _SECONDS.items() if unit in parts), Decimal(0))
    return f"{sign}P{parts.get('Y', 0)}Y{parts.get('M', 0)}MT{seconds:f}S"


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    place, order = 0, "".join(_WORDS)
    while place < len(text):
        part = _PART.match(text, place)
        if part is None or (found and order.index(_UNITS[part[2]]) <= order.index([*found][-1])):
            return {}
        found[_UNITS[part[2]]] = part[1]
        place = part.end()
    return found

"""Times of day as people write them, in Korean, Japanese, Chinese and English."""

import re

_BEFORE_NOON, _AFTER_NOON = ("오전", "午前", "上午", "am", "a.m."), ("오후", "午後", "下午", "pm", "p.m.")
_HALF_DAY = "|".join(re.escape(each) for each in (*_BEFORE_NOON, *_AFTER_NOON))
_OFFSET = r"(?:\s?(?P<offset>[Zz]|UTC|GMT|[+-]\d\d:?\d\d))?"
_WRITTEN = tuple(
    re.compile(pattern + _OFFSET, re.ASCII | re.IGNORECASE).fullmatch
    for pattern in (
        rf"(?:(?P<before>{_HALF_DAY})\s?)?(?P<h>\d{{1,2}}):(?P<m>\d\d)(?::(?P<s>\d\d(?:\.\d+)?))?(?:\s?(?P<behind>{_HALF_DAY}))?",
        rf"(?P<h>\d{{1,2}})\s?(?P<behind>{_HALF_DAY})",
        rf"(?:(?P<before>{_HALF_DAY})\s?)?(?P<h>\d{{1,2}})\s?[시時时点點](?:\s?(?P<half>[반半]))?"
        r"(?:\s?(?P<m>\d{1,2})\s?[분分])?(?:\s?(?P<s>\d{1,2}(?:\.\d+)?)\s?[초秒])?",
    )
)


def time_written(text: str) -> str | None:
    """Spell a time as hh:mm:ss with its offset, if it has one; None: it is none."""
    for match in _WRITTEN:
        if (found := match(text)) is not None:
            parts = found.groupdict(default="")
            hour = _hour(int(parts["h"]), parts.get("before", "").lower(), parts.get("behind", "").lower())
            minute = "30" if parts.get("half") else parts.get("m", "") or "0"
            second, dot, fraction = (parts.get("s", "") or "0").partition(".")
            offset = _offset(parts["offset"].upper())
            both = parts.get("half") and parts.get("m")
            return None if hour is None or both else f"{hour:02}:{minute:0>2}:{second:0>2}{dot}{fraction}{offset}"
    return None


def _hour(hour: int, before: str, behind: str) -> int | None:
    half = before or behind
    if not half:
        return hour
    if (before and behind) or hour > 12:
        return None
    return hour % 12 + (12 if half in _AFTER_NOON else 0)


def _offset(text: str) -> str:
    if text in ("UTC", "GMT"):
        return "Z"
    return f"{text[:3]}:{text[3:]}" if len(text) == 5 else text
